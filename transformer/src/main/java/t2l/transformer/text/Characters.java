package t2l.transformer.text;

/// The classes of characters that several steps need, as Rust and Oniguruma define them.
final class Characters {
    private Characters() {}

    /// Unicode's `White_Space`, which no method of [Character] gives.
    static boolean isWhiteSpace(int c) {
        return c < 128 ? c == ' ' || lies(c, '\t', '\r') : c == 0x85 || Character.isSpaceChar(c);
    }

    /// Whether `c` lies between `first` and `last`, both included.
    static boolean lies(int c, int first, int last) {
        return first <= c && c <= last;
    }

    /// Decimal digits, letter numbers and other numbers.
    static boolean isNumeric(int c) {
        return switch (Character.getType(c)) {
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
            default -> false;
        };
    }

    /// ASCII punctuation with its symbols (`$`, `+`, `^`, …), and Unicode's class P elsewhere.
    static boolean isPunctuation(int c) {
        if (c < 128) {
            return c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
        }
        return switch (Character.getType(c)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION ->
                true;
            default -> false;
        };
    }

    /// A letter, mark, decimal digit, connector or joiner: `\w` of Rust's regular expressions.
    static boolean isWord(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.DECIMAL_DIGIT_NUMBER,
                    Character.CONNECTOR_PUNCTUATION ->
                true;
            default -> Character.isAlphabetic(c) || lies(c, 0x200C, 0x200D);
        };
    }

    /// `text` with every lone surrogate replaced by U+FFFD, so that it has a UTF-8 form.
    static String wellFormed(String text) {
        int i = 0;
        while (i < text.length() && !isLoneAt(text, i)) {
            i += Character.charCount(text.codePointAt(i));
        }
        if (i == text.length()) {
            return text;
        }
        var repaired = new StringBuilder(text.length());
        text.codePoints().forEach(c -> repaired.appendCodePoint(isSurrogate(c) ? 0xFFFD : c));
        return repaired.toString();
    }

    private static boolean isLoneAt(String text, int i) {
        return isSurrogate(text.codePointAt(i));
    }

    private static boolean isSurrogate(int codePoint) {
        return lies(codePoint, Character.MIN_SURROGATE, Character.MAX_SURROGATE);
    }
}
