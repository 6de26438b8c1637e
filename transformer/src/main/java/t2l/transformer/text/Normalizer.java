package t2l.transformer.text;

import java.text.Normalizer.Form;
import java.util.List;
import java.util.function.IntPredicate;

/// What is done to a text before it is cut: the `normalizer` of `tokenizer.json`.
///
/// Source: Hugging Face tokenizers, `tokenizers/src/normalizers`.
public sealed interface Normalizer
        permits CharsMap, Normalizer.Sequence, Normalizer.Prepend, Normalizer.Replace, Normalizer.ReplaceMatches,
        Normalizer.Unicode, Normalizer.Lowercase, Normalizer.StripAccents, Normalizer.Strip, Normalizer.Bert {
    /// `text` in normal form.
    String apply(String text);

    /// Several steps in order; no steps leave the text as it is.
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
    }

    /// Puts `prefix` before a text that is not empty.
    record Prepend(String prefix) implements Normalizer {
        @Override
        public String apply(String text) {
            return text.isEmpty() ? text : prefix + text;
        }
    }

    /// Replaces every occurrence of a string.
    record Replace(String from, String to) implements Normalizer {
        @Override
        public String apply(String text) {
            return from.isEmpty() ? text : text.replace(from, to);
        }
    }

    /// Replaces every match of a regular expression by a literal string.
    record ReplaceMatches(Expression expression, String to) implements Normalizer {
        @Override
        public String apply(String text) {
            return expression.replace(text, to);
        }
    }

    /// One of Unicode's four normal forms.
    record Unicode(Form form) implements Normalizer {
        @Override
        public String apply(String text) {
            return java.text.Normalizer.normalize(text, form);
        }
    }

    /// Lower case, code point by code point: unlike [String#toLowerCase] a final sigma stays `σ`.
    record Lowercase() implements Normalizer {
        @Override
        public String apply(String text) {
            var lower = new StringBuilder(text.length());
            text.codePoints().forEach(c -> {
                // The only code point whose lower case is always two.
                if (c == 'İ') {
                    lower.append("i̇");
                } else {
                    lower.appendCodePoint(Character.toLowerCase(c));
                }
            });
            return lower.toString();
        }
    }

    /// Drops combining marks; comes after a decomposition.
    record StripAccents() implements Normalizer {
        @Override
        public String apply(String text) {
            return without(text, c -> switch (Character.getType(c)) {
                case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
                default -> false;
            });
        }
    }

    /// Drops white space at the ends.
    record Strip(boolean left, boolean right) implements Normalizer {
        @Override
        public String apply(String text) {
            int start = 0;
            int end = text.length();
            while (left && start < end && Characters.isWhiteSpace(text.codePointAt(start))) {
                start++;
            }
            while (right && start < end && Characters.isWhiteSpace(text.codePointBefore(end))) {
                end--;
            }
            return text.substring(start, end);
        }
    }

    /// BERT's cleaning. The reference takes character classes from Unicode 8, this takes them from the running Java:
    /// they differ for marks and controls that are younger.
    record Bert(boolean cleanText, boolean spaceIdeographs, boolean stripAccents,
            boolean lowercase) implements Normalizer {
        @Override
        public String apply(String text) {
            if (cleanText) {
                text = clean(text);
            }
            if (spaceIdeographs) {
                text = spaced(text);
            }
            if (stripAccents) {
                text = without(
                        java.text.Normalizer.normalize(text, Form.NFD),
                        c -> Character.getType(c) == Character.NON_SPACING_MARK);
            }
            return lowercase ? new Lowercase().apply(text) : text;
        }

        private static String clean(String text) {
            var clean = new StringBuilder(text.length());
            text.codePoints().forEach(c -> {
                if (Characters.isWhiteSpace(c) && (!Character.isISOControl(c) || c == '\t' || c == '\n' || c == '\r')) {
                    clean.append(' ');
                } else if (!isDropped(c)) {
                    clean.appendCodePoint(c);
                }
            });
            return clean.toString();
        }

        private static boolean isDropped(int c) {
            return switch (Character.getType(c)) {
                case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE -> true;
                default -> c == 0xFFFD;
            };
        }

        private static String spaced(String text) {
            if (text.codePoints().noneMatch(Bert::isIdeograph)) {
                return text;
            }
            var spaced = new StringBuilder(text.length() * 2);
            text.codePoints().forEach(c -> {
                if (isIdeograph(c)) {
                    spaced.append(' ').appendCodePoint(c).append(' ');
                } else {
                    spaced.appendCodePoint(c);
                }
            });
            return spaced.toString();
        }

        /// The ranges of the reference, including its 2B920 (where BERT has 2B820).
        private static boolean isIdeograph(int c) {
            return Characters.lies(c, 0x4E00, 0x9FFF)
                    || Characters.lies(c, 0x3400, 0x4DBF)
                    || Characters.lies(c, 0x20000, 0x2A6DF)
                    || Characters.lies(c, 0x2A700, 0x2B73F)
                    || Characters.lies(c, 0x2B740, 0x2B81F)
                    || Characters.lies(c, 0x2B920, 0x2CEAF)
                    || Characters.lies(c, 0xF900, 0xFAFF)
                    || Characters.lies(c, 0x2F800, 0x2FA1F);
        }
    }

    private static String without(String text, IntPredicate dropped) {
        var kept = new StringBuilder(text.length());
        text.codePoints().filter(dropped.negate()).forEach(kept::appendCodePoint);
        return kept.toString();
    }
}
