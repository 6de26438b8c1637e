package t2l.transformer.text;

import java.text.Normalizer.Form;
import module java.base;

/// Normalises a text before it is split: the `normalizer` of `tokenizer.json`.
///
/// Source: Hugging Face tokenizers, `tokenizers/src/normalizers`.
@FunctionalInterface
interface Normalizer {
    /// The code of a dropped character.
    int DROPPED = -1;

    /// The normalised `text`.
    String apply(String text);

    /// Several steps in order; with no steps, the text is unchanged.
    static Normalizer sequence(List<Normalizer> steps) {
        List<Normalizer> all = List.copyOf(steps);
        return text -> {
            String normal = text;
            for (Normalizer step : all) {
                normal = step.apply(normal);
            }
            return normal;
        };
    }

    /// BERT's cleaning.
    static Normalizer bert(boolean cleanText, boolean spaceIdeographs, boolean stripAccents, boolean lowercase) {
        var steps = new ArrayList<Normalizer>();
        if (cleanText) {
            steps.add(each(Characters::bertCleaned));
        }
        if (spaceIdeographs) {
            steps.add(ideographs());
        }
        if (stripAccents) {
            steps.add(unicode(Form.NFD));
            steps.add(each(c -> CharacterClass.MARK.contains(c) ? DROPPED : c));
        }
        if (lowercase) {
            steps.add(lowercase());
        }
        return sequence(steps);
    }

    /// Drops combining marks; used after a decomposition.
    static Normalizer stripAccents() {
        return each(c -> Characters.isMark(c) ? DROPPED : c);
    }

    /// Puts `prefix` before a text that is not empty.
    static Normalizer prepend(String prefix) {
        return text -> text.isEmpty() ? text : prefix + text;
    }

    /// Replaces every match of an expression with a string.
    static Normalizer replace(Expression expression, String to) {
        return text -> expression.replace(text, to);
    }

    /// One of Unicode's four normal forms. Characters that the reference does not know to be compositions stay as they are.
    static Normalizer unicode(Form form) {
        return text -> {
            var normal = new StringBuilder(text.length());
            int from = 0;
            for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
                int c = text.codePointAt(at);
                if (CharacterClass.NEWER.contains(c)) {
                    normal.append(java.text.Normalizer.normalize(text.substring(from, at), form)).appendCodePoint(c);
                    from = at + Character.charCount(c);
                }
            }
            return normal.append(java.text.Normalizer.normalize(text.substring(from), form)).toString();
        };
    }

    /// Lower case, code point by code point: unlike with [String#toLowerCase], a final sigma stays `σ`.
    static Normalizer lowercase() {
        // İ is the only code point whose lower case is always two.
        return text -> each(Character::toLowerCase).apply(text.replace("İ", "i\u0307"));
    }

    /// Replaces each character with `to` of it, or drops it if that is [#DROPPED].
    static Normalizer each(IntUnaryOperator to) {
        return text -> {
            var all = new StringBuilder(text.length());
            text.codePoints().map(to).filter(c -> c != DROPPED).forEach(all::appendCodePoint);
            return all.toString();
        };
    }

    /// Removes white space at the ends.
    static Normalizer strip(boolean left, boolean right) {
        return text -> {
            int length = text.length();
            int start = left ? Characters.skip(text, 0, length, Characters::isWhiteSpace) : 0;
            return text.substring(start,
                    right ? Characters.skipBack(text, start, length, Characters::isWhiteSpace) : length);
        };
    }

    /// Puts spaces around Chinese characters, as BERT does.
    private static Normalizer ideographs() {
        return text -> {
            var spaced = new StringBuilder(text.length());
            text.codePoints().forEach(c -> {
                if (Characters.isIdeograph(c)) {
                    spaced.append(' ').appendCodePoint(c).append(' ');
                } else {
                    spaced.appendCodePoint(c);
                }
            });
            return spaced.toString();
        };
    }
}
