package t2l.transformer.text;

import java.util.function.IntPredicate;

/// Character classes as defined by Rust, Oniguruma and Python.
public final class Characters {
    private Characters() {}

    /// A text without the byte order mark that some editors put before it.
    public static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /// Unicode's `White_Space`, which [Character] does not offer.
    public static boolean isWhiteSpace(int c) {
        return c < 128 ? c == ' ' || lies(c, '\t', '\r') : c == 0x85 || Character.isSpaceChar(c);
    }

    /// The characters that Python's `str.strip` removes: [#isWhiteSpace] and four ASCII separators.
    public static boolean isBlank(int c) {
        return isWhiteSpace(c) || lies(c, 0x1C, 0x1F);
    }

    /// Whether a reader sees `c`: it is no white space, no control, format or unassigned character, and no lone mark.
    public static boolean isVisible(int c) {
        return !isBlank(c) && switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED,
                    Character.NON_SPACING_MARK, Character.ENCLOSING_MARK ->
                false;
            default -> true;
        };
    }

    /// `text` without the [blank][#isBlank] characters at both ends: Python's `str.strip`.
    public static String strip(String text) {
        int from = skip(text, 0, text.length(), Characters::isBlank);
        return text.substring(from, skipBack(text, from, text.length(), Characters::isBlank));
    }

    /// The first place in `text`, from `from` on, whose code point is none of `these`; `to` if there is none before.
    public static int skip(String text, int from, int to, IntPredicate these) {
        int at = from;
        while (at < to && these.test(text.codePointAt(at))) {
            at += Character.charCount(text.codePointAt(at));
        }
        return at;
    }

    /// The last place in `text`, up to `to`, before which there is none of `these`; `from` if there is none behind.
    public static int skipBack(String text, int from, int to, IntPredicate these) {
        int at = to;
        while (at > from && these.test(text.codePointBefore(at))) {
            at -= Character.charCount(text.codePointBefore(at));
        }
        return at;
    }

    /// Whether `c` is between `first` and `last`, inclusive.
    public static boolean lies(int c, int first, int last) {
        return first <= c && c <= last;
    }

    /// Decimal digits, letter numbers and other numbers.
    static boolean isNumeric(int c) {
        int type = Character.getType(c);
        return type == Character.DECIMAL_DIGIT_NUMBER || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }

    /// Applies BERT's cleaning to `c`: white space becomes a space, control characters are dropped.
    static int bertCleaned(int c) {
        return CharacterClass.CONTROL.contains(c) ? Normalizer.DROPPED : isWhiteSpace(c) ? ' ' : c;
    }

    /// Applies SentencePiece's `nmt` rules to `c`.
    static int nmtCleaned(int c) {
        return switch (c) {
            case '\t', '\n', '\f', '\r', 0x1680, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF,
                    0xFFFD ->
                ' ';
            case 0x0B, 0x7F, 0x8F, 0x9F -> Normalizer.DROPPED;
            default -> lies(c, 0x01, 0x08) || lies(c, 0x0E, 0x1F) ? Normalizer.DROPPED : c;
        };
    }

    /// Whether `c` is a Chinese character: the ranges of the reference, including its 2B920 (where BERT has 2B820).
    static boolean isIdeograph(int c) {
        return lies(c, 0x4E00, 0x9FFF)
                || lies(c, 0x3400, 0x4DBF)
                || lies(c, 0x20000, 0x2A6DF)
                || lies(c, 0x2A700, 0x2B73F)
                || lies(c, 0x2B740, 0x2B81F)
                || lies(c, 0x2B920, 0x2CEAF)
                || lies(c, 0xF900, 0xFAFF)
                || lies(c, 0x2F800, 0x2FA1F);
    }

    /// A mark that combines with the character before it.
    static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    /// A letter, mark, decimal digit, connector or joiner: `\w` of Rust's regular expressions.
    static boolean isWord(int c) {
        return isMark(c) || Character.isDigit(c) || Character.getType(c) == Character.CONNECTOR_PUNCTUATION
                || Character.isAlphabetic(c) || lies(c, 0x200C, 0x200D);
    }

    /// `text` with every lone surrogate replaced by U+FFFD, so that it has a UTF-8 form.
    static String wellFormed(String text) {
        if (text.codePoints().noneMatch(Characters::isSurrogate)) {
            return text;
        }
        var repaired = new StringBuilder(text.length());
        text.codePoints().forEach(c -> repaired.appendCodePoint(isSurrogate(c) ? 0xFFFD : c));
        return repaired.toString();
    }

    private static boolean isSurrogate(int codePoint) {
        return lies(codePoint, Character.MIN_SURROGATE, Character.MAX_SURROGATE);
    }
}
