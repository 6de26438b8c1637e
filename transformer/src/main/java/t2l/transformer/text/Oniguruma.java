package t2l.transformer.text;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import module java.base;
import t2l.tensor.T2lException;

/// Translates the Oniguruma regular expressions of `tokenizer.json` to Java patterns.
///
/// Most of the syntax is the same. The differences are in what `\s`, `\w`, `\d` and `\b` cover (all of Unicode), in
/// line ends (only `\n`), in `^` and `$` (always of a line), in case folding (all of Unicode), in `\h` (a hexadecimal
/// digit), in the names of properties, in `(?m)` (Java's `(?s)`), in `{,n}`, and in `x{n,m}+` (not possessive). Source:
/// Oniguruma 6.9, `doc/RE`.
final class Oniguruma {
    /// Java's own `\w` would also cover the joiners U+200C and U+200D.
    private static final String WORD = "\\p{IsAlphabetic}\\p{M}\\p{Nd}\\p{Pc}";

    /// Outside brackets, Oniguruma uses another table for Latin-1, in which these are word characters.
    private static final String LATIN_1_WORD = WORD + "²³¹¼½¾";

    private static final Pattern INTERVAL = Pattern.compile("\\d+(,\\d*)?|,\\d+");

    private static final Map<String, String> PROPERTIES = Map.ofEntries(
            Map.entry("letter", "L"), Map.entry("mark", "M"), Map.entry("number", "N"), Map.entry("punctuation", "P"),
            Map.entry("symbol", "S"), Map.entry("separator", "Z"), Map.entry("other", "C"),
            Map.entry("alnum", "IsAlnum"),
            Map.entry("alpha", "IsAlphabetic"), Map.entry("alphabetic", "IsAlphabetic"), Map.entry("digit", "Nd"),
            Map.entry("lower", "IsLowercase"), Map.entry("lowercase", "IsLowercase"), Map.entry("upper", "IsUppercase"),
            Map.entry("uppercase", "IsUppercase"), Map.entry("space", "IsWhite_Space"),
            Map.entry("whitespace", "IsWhite_Space"),
            Map.entry("punct", "P"), Map.entry("cntrl", "Cc"));

    private final String source;
    private final StringBuilder java = new StringBuilder("(?Udm)");
    private final IntArrayList groups = new IntArrayList();
    private int at;
    /// The start in `java` of the expression that a quantifier would repeat.
    private int atom = java.length();

    private Oniguruma(String source) {
        this.source = source;
    }

    /// Throws [T2lException] if the expression is invalid or not supported.
    ///
    /// @param where its name in error messages
    static Expression compile(String where, String expression) {
        try {
            return new Expression(where, Pattern.compile(new Oniguruma(expression).translate()));
        } catch (PatternSyntaxException e) {
            throw new T2lException(
                    where + ": the regular expression '" + expression + "' cannot be used: " + e.getDescription(), e);
        } catch (StackOverflowError e) {
            throw new T2lException(where + ": the regular expression '" + expression + "' is nested too deep", e);
        }
    }

    private String translate() {
        while (at < source.length()) {
            char c = source.charAt(at);
            switch (c) {
                case '\\' -> {
                    atom = java.length();
                    escape(false);
                }
                case '[' -> {
                    atom = java.length();
                    bracket();
                }
                case '(' -> {
                    groups.push(java.length());
                    open();
                }
                case ')' -> {
                    atom = groups.isEmpty() ? java.length() : groups.popInt();
                    take();
                }
                case '{' -> interval();
                case '*', '+', '?', '|' -> take();
                default -> {
                    atom = java.length();
                    take();
                }
            }
        }
        return java.toString();
    }

    private void take() {
        java.append(source.charAt(at++));
    }

    private boolean follows(String text) {
        return source.startsWith(text, at);
    }

    /// `(`, with the options of `(?imx-imx` if there are any.
    private void open() {
        take();
        if (!follows("?")) {
            return;
        }
        int end = at + 1;
        while (end < source.length() && "imx-".indexOf(source.charAt(end)) >= 0) {
            end++;
        }
        if (end < source.length() && end > at + 1 && ":)".indexOf(source.charAt(end)) >= 0) {
            java.append(source.substring(at, end).replace('m', 's'));
            at = end;
        }
    }

    private void interval() {
        int end = source.indexOf('}', at);
        String bounds = end < 0 ? "" : source.substring(at + 1, end);
        if (!INTERVAL.matcher(bounds).matches()) {
            atom = java.length();
            java.append("\\{");
            at++;
            return;
        }
        at = end + 1;
        java.append('{').append(bounds.startsWith(",") ? "0" : "").append(bounds).append('}');
        if (follows("+")) {
            java.insert(atom, "(?:").append(")+");
            at++;
        }
    }

    private void escape(boolean inBrackets) {
        char c = at + 1 < source.length() ? source.charAt(at + 1) : '\\';
        switch (c) {
            case 'p', 'P' -> {
                at += 2;
                property(c == 'P');
            }
            case 'h' -> literal("[0-9a-fA-F]");
            case 'H' -> literal("[^0-9a-fA-F]");
            case 'w' -> literal("[" + (inBrackets ? WORD : LATIN_1_WORD) + "]");
            case 'W' -> literal("[^" + (inBrackets ? WORD : LATIN_1_WORD) + "]");
            case 'x' -> codePoint();
            case 'Q', 'E' -> literal(String.valueOf(c));
            default -> {
                take();
                if (at < source.length()) {
                    take();
                }
            }
        }
    }

    /// `\x41` or `\x{1F600}`, as in Java.
    private void codePoint() {
        int end = source.startsWith("{", at + 2) ? source.indexOf('}', at) + 1 : Math.min(at + 4, source.length());
        java.append(source, at, Math.max(end, at + 2));
        at = Math.max(end, at + 2);
    }

    private void literal(String translated) {
        java.append(translated);
        at += 2;
    }

    /// `{Name}` or `{^Name}` after `\p` or `\P`.
    private void property(boolean negated) {
        int end = source.indexOf('}', at);
        if (!follows("{") || end < 0) {
            throw new PatternSyntaxException("a property needs a name in braces", source, at);
        }
        String name = source.substring(at + 1, end);
        at = end + 1;
        boolean inverted = name.startsWith("^");
        named(inverted ? name.substring(1) : name, negated != inverted);
    }

    private void named(String name, boolean negated) {
        String known = PROPERTIES.get(name.toLowerCase(Locale.ROOT).replace("_", ""));
        java.append(negated ? "\\P{" : "\\p{");
        // One or two letters name a general category, anything else a script.
        java.append(known != null ? known : name.length() <= 2 ? name : "Is" + name);
        java.append('}');
    }

    /// A class in brackets, to its end; classes may nest.
    private void bracket() {
        take();
        if (follows("^")) {
            take();
        }
        boolean first = true;
        while (at < source.length() && (first || !follows("]"))) {
            first = false;
            if (follows("[:")) {
                posix();
            } else if (follows("[")) {
                bracket();
            } else if (follows("\\")) {
                escape(true);
            } else if (follows("]")) {
                java.append('\\');
                take();
            } else {
                take();
            }
        }
        if (at < source.length()) {
            take();
        }
    }

    /// `[:name:]` or `[:^name:]` inside a class.
    private void posix() {
        int end = source.indexOf(":]", at);
        if (end < 0) {
            throw new PatternSyntaxException("a class [:name:] does not end", source, at);
        }
        boolean negated = source.startsWith("^", at + 2);
        String name = source.substring(at + (negated ? 3 : 2), end);
        at = end + 2;
        String members = switch (name) {
            case "punct" -> "\\p{P}\\p{S}";
            case "word" -> WORD;
            case "blank" -> "\\p{Zs}\\t";
            case "xdigit" -> "0-9a-fA-F";
            case "ascii" -> "\\x00-\\x7F";
            default -> "";
        };
        if (members.isEmpty()) {
            named(name, negated);
        } else {
            java.append(negated ? "[^" : "[").append(members).append(']');
        }
    }
}
