package t2l.transformer.text;

import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// Normalises a text before it is split: the `normalizer` of `tokenizer.json`.
///
/// Source: Hugging Face tokenizers, `tokenizers/src/normalizers`.
public sealed interface Normalizer
        permits CharsMap, Normalizer.Sequence, Normalizer.Prepend, Normalizer.Replace,
        Normalizer.Unicode, Normalizer.Lowercase, Normalizer.Each, Normalizer.Strip, Normalizer.Ideographs,
        Normalizer.ByteLevel {
    /// The code of a dropped character.
    int DROPPED = -1;

    /// The normalised `text`.
    default String apply(String text) {
        var out = new StringBuilder(text.length() + 8);
        rewrite(text, (codePoint, _) -> out.appendCodePoint(codePoint));
        return out.toString();
    }

    /// The same, with the mapping of each character of `text`.
    void rewrite(String text, Rewriting out);

    /// Receives the new text while the old one is read from its start.
    @FunctionalInterface
    interface Rewriting {
        /// The next character of the new text. With `change` 0 it maps to the next character of the old text, with `−n`
        /// to that and the `n` after it, and with 1 to none, as a continuation of the one before.
        void put(int codePoint, int change);

        /// This many characters of the old text are dropped.
        default void skip(int characters) {}

        /// The characters of `text` from `start` to before `end` are kept.
        private void keep(String text, int start, int end) {
            text.substring(start, end).codePoints().forEach(c -> put(c, 0));
        }

        /// `to` replaces the characters of `text` from `start` to before `end`; each of its characters maps to the last
        /// one.
        private void replace(String text, int start, int end, String to) {
            skip(text.codePointCount(start, end));
            to.codePoints().forEach(c -> put(c, 1));
        }
    }

    /// BERT's cleaning.
    static Normalizer bert(boolean cleanText, boolean spaceIdeographs, boolean stripAccents, boolean lowercase) {
        var steps = new ArrayList<Normalizer>();
        if (cleanText) {
            steps.add(new Each(Characters::bertCleaned));
        }
        if (spaceIdeographs) {
            steps.add(new Ideographs());
        }
        if (stripAccents) {
            steps.add(new Unicode(Form.NFD));
            steps.add(new Each(c -> CharacterClass.MARK.contains(c) ? DROPPED : c));
        }
        if (lowercase) {
            steps.add(new Lowercase());
        }
        return new Sequence(steps);
    }

    /// Drops combining marks; used after a decomposition.
    static Normalizer stripAccents() {
        return new Each(c -> switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> DROPPED;
            default -> c;
        });
    }

    /// Several steps in order; with no steps, the text is unchanged.
    record Sequence(List<Normalizer> steps) implements Normalizer {
        /// Copies `steps`.
        public Sequence {
            steps = List.copyOf(steps);
        }

        @Override
        public String apply(String text) {
            for (Normalizer step : steps) {
                text = step.apply(text);
            }
            return text;
        }

        /// Always throws [UnsupportedOperationException]: characters can only be mapped step by step.
        @Override
        public void rewrite(String text, Rewriting out) {
            throw new UnsupportedOperationException("steps are taken one by one");
        }
    }

    /// Puts `prefix` before a text that is not empty; it maps to the first character.
    record Prepend(String prefix) implements Normalizer {
        @Override
        public String apply(String text) {
            return text.isEmpty() ? text : prefix + text;
        }

        @Override
        public void rewrite(String text, Rewriting out) {
            if (!text.isEmpty()) {
                int[] characters = (prefix + text.substring(0, text.offsetByCodePoints(0, 1))).codePoints().toArray();
                for (int i = 0; i < characters.length; i++) {
                    out.put(characters[i], i == 0 ? 0 : 1);
                }
                out.keep(text, text.offsetByCodePoints(0, 1), text.length());
            }
        }
    }

    /// Replaces every match of an expression with a string.
    record Replace(Expression expression, String to) implements Normalizer {
        @Override
        public String apply(String text) {
            return expression.replace(text, to);
        }

        @Override
        public void rewrite(String text, Rewriting out) {
            int[] done = {0};
            expression.find(text, match -> {
                out.keep(text, done[0], match.start());
                done[0] = match.end();
                out.replace(text, match.start(), match.end(), to);
            });
            out.keep(text, done[0], text.length());
        }
    }

    /// One of Unicode's four normal forms. Characters that the reference does not know to be compositions stay as they are.
    record Unicode(Form form) implements Normalizer {
        @Override
        public String apply(String text) {
            return text.codePoints().anyMatch(CharacterClass.NEWER::contains)
                    ? Normalizer.super.apply(text)
                    : java.text.Normalizer.normalize(text, form);
        }

        @Override
        public void rewrite(String text, Rewriting out) {
            int from = 0;
            for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
                int c = text.codePointAt(at);
                if (CharacterClass.NEWER.contains(c)) {
                    rewriteKnown(text.substring(from, at), out);
                    out.put(c, 0);
                    from = at + Character.charCount(c);
                }
            }
            rewriteKnown(text.substring(from), out);
        }

        private void rewriteKnown(String text, Rewriting out) {
            if (java.text.Normalizer.isNormalized(text, form)) {
                out.keep(text, 0, text.length());
            } else {
                new Composition(text, form).rewrite(out);
            }
        }
    }

    /// Lower case, code point by code point: unlike with [String#toLowerCase], a final sigma stays `σ`.
    record Lowercase() implements Normalizer {
        @Override
        public void rewrite(String text, Rewriting out) {
            text.codePoints().forEach(c -> {
                // The only code point whose lower case is always two.
                if (c == 'İ') {
                    out.put('i', 0);
                    out.put('\u0307', 1);
                } else {
                    out.put(Character.toLowerCase(c), 0);
                }
            });
        }
    }

    /// Replaces each character with `to` of it, or drops it if that is [#DROPPED].
    record Each(IntUnaryOperator to) implements Normalizer {
        @Override
        public void rewrite(String text, Rewriting out) {
            text.codePoints().forEach(c -> {
                int replaced = to.applyAsInt(c);
                if (replaced == DROPPED) {
                    out.skip(1);
                } else {
                    out.put(replaced, 0);
                }
            });
        }
    }

    /// Removes white space at the ends.
    record Strip(boolean left, boolean right) implements Normalizer {
        @Override
        public void rewrite(String text, Rewriting out) {
            int length = text.length();
            int start = left ? Characters.skip(text, 0, length, Characters::isWhiteSpace) : 0;
            int end = right ? Characters.skipBack(text, start, length, Characters::isWhiteSpace) : length;
            out.skip(start);
            out.keep(text, start, end);
        }
    }

    /// Puts spaces around Chinese characters, as BERT does.
    record Ideographs() implements Normalizer {
        @Override
        public String apply(String text) {
            return text.codePoints().noneMatch(Characters::isIdeograph) ? text : Normalizer.super.apply(text);
        }

        @Override
        public void rewrite(String text, Rewriting out) {
            text.codePoints().forEach(c -> {
                boolean alone = Characters.isIdeograph(c);
                if (alone) {
                    out.put(' ', 0);
                }
                out.put(c, alone ? 1 : 0);
                if (alone) {
                    out.put(' ', 1);
                }
            });
        }
    }

    /// Replaces each byte with its character of the [ByteAlphabet].
    record ByteLevel() implements Normalizer {
        @Override
        public String apply(String text) {
            return ByteAlphabet.encode(text);
        }

        @Override
        public void rewrite(String text, Rewriting out) {
            text.codePoints().forEach(c -> {
                String letters = ByteAlphabet.encode(Character.toString(c));
                for (int i = 0; i < letters.length(); i++) {
                    out.put(letters.charAt(i), i == 0 ? 0 : 1);
                }
            });
        }
    }
}
