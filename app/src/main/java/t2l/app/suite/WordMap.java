package t2l.app.suite;

import java.util.Locale;

/// The map applied to each item, the last part of a task's name (`mini-suite.md` §2.3).
public enum WordMap {
    ID, PLURAL, FRENCH, SPANISH, UPPER, CATEGORY, FIRSTLETTER, LASTLETTER, LENGTH, SPELL, BACKWARDS,
    OPPOSITE, COMPARATIVE, SUPERLATIVE,
    PAST, ING, THIRD,
    PLUS1, PLUS2, PLUS3, PLUS4, PLUS5, PLUS10, MINUS1, DOUBLE, WORDS, PARITY,
    NEXT, PREV;

    /// The last part of a task's name.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The result for item `x`; the letters of a spelt word are separated by spaces.
    String apply(Lexicon lexicon, String x) {
        return switch (this) {
            case ID -> x;
            case PLURAL, FRENCH, SPANISH, CATEGORY, OPPOSITE, COMPARATIVE, SUPERLATIVE, PAST, ING, THIRD ->
                lexicon.form(this, x);
            case UPPER -> x.toUpperCase(Locale.ROOT);
            case FIRSTLETTER -> x.substring(0, 1);
            case LASTLETTER -> x.substring(x.length() - 1);
            case LENGTH -> Integer.toString(x.length());
            case SPELL -> String.join(" ", x.split(""));
            case BACKWARDS -> String.join(" ", new StringBuilder(x).reverse().toString().split(""));
            case PLUS1, PLUS2, PLUS3, PLUS4, PLUS5, PLUS10 -> plus(x, Integer.parseInt(name().substring(4)));
            case MINUS1 -> plus(x, -1);
            case DOUBLE -> Integer.toString(2 * Integer.parseInt(x));
            case WORDS -> lexicon.numberWord(Integer.parseInt(x));
            case PARITY -> Integer.parseInt(x) % 2 == 0 ? "even" : "odd";
            case NEXT -> rotate(x, 1);
            case PREV -> rotate(x, 25);
        };
    }

    private static String plus(String x, int n) {
        return Integer.toString(Integer.parseInt(x) + n);
    }

    private static String rotate(String x, int n) {
        return Character.toString('a' + (x.charAt(0) - 'a' + n) % 26);
    }
}
