package t2l.transformer.template;

import module java.base;
import t2l.transformer.template.TemplateValue.TemplateError;
import t2l.transformer.text.Characters;

/// Splits a template into tokens, and removes white space as Jinja does with `trim_blocks`, `lstrip_blocks` and `-`.
///
/// Source: Jinja 3.1, `lexer.py`, with the settings of transformers.
final class TemplateLexer {
    enum Kind {
        /// Text between tags.
        TEXT,
        /// `{{`
        PRINT,
        /// `{%`
        BLOCK,
        /// `}}` or `%}`
        CLOSE,
        NAME,
        STRING,
        WHOLE,
        REAL,
        OPERATOR,
        END;
    }

    record Token(Kind kind, String text, int line) {
        boolean isWord() {
            return kind == Kind.NAME || kind == Kind.OPERATOR;
        }

        /// Whether it is this name or operator.
        boolean is(String word) {
            return isWord() && text.equals(word);
        }
    }

    private static final Pattern TAG = Pattern.compile("\\{[{%#]");
    /// A whole number, a real one, a name or an operator.
    private static final Pattern WORD = Pattern.compile("(?<WHOLE>\\d+(?!\\d|\\.\\d|[eE][+-]?\\d))"
            + "|(?<REAL>\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)|(?<NAME>\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*)"
            + "|(?<OPERATOR>\\*\\*|//|[=!<>]=|[-+*/%~<>=.:|,()\\[\\]{}])");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;

    private TemplateLexer(String source) {
        // One line break at the very end is not part of the template.
        String unified = source.replace("\r\n", "\n").replace('\r', '\n');
        this.source = unified.endsWith("\n") ? unified.substring(0, unified.length() - 1) : unified;
    }

    /// The tokens of a template. Throws [TemplateError] if a tag or a string is not closed, or a character is
    /// unexpected.
    static List<Token> tokens(String source) {
        return new TemplateLexer(source).tokens();
    }

    private List<Token> tokens() {
        boolean strip = false;
        boolean trim = false;
        while (true) {
            int text = strip ? skipWhiteSpace(at) : at + (trim && source.startsWith("\n", at) ? 1 : 0);
            count(at, text);
            int tag = nextTag(text);
            if (tag < 0) {
                add(Kind.TEXT, source.substring(text));
                add(Kind.END, "the end");
                return tokens;
            }
            char kind = source.charAt(tag + 1);
            char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
            add(Kind.TEXT, textBefore(text, tag, kind, sign));
            count(text, tag);
            at = tag + 2 + (sign == '-' || (sign == '+' && kind != '{') ? 1 : 0);
            String end = kind == '{' ? "}}" : kind + "}";
            if (kind == '#') {
                at = source.indexOf(end, at);
                if (at < 0) {
                    throw new TemplateError("a comment does not end");
                }
                count(tag, at);
            } else {
                add(kind == '{' ? Kind.PRINT : Kind.BLOCK, source.substring(tag, at));
                inside(end);
            }
            char last = source.charAt(at - 1);
            at += 2;
            strip = last == '-';
            trim = kind != '{' && last != '+';
            if (kind != '#') {
                add(Kind.CLOSE, end);
            }
        }
    }

    private int nextTag(int from) {
        Matcher tag = TAG.matcher(source);
        return tag.find(from) ? tag.start() : -1;
    }

    private String textBefore(int start, int tag, char kind, char sign) {
        int end = tag;
        if (sign == '-') {
            end = Characters.skipBack(source, start, tag, Characters::isWhiteSpace);
        } else if (kind != '{' && sign != '+') {
            end = Characters.skipBack(source, start, tag, c -> c != '\n' && Characters.isWhiteSpace(c));
            // Only a tag that is the first on its line loses the white space before it.
            boolean lineStarts = end == 0 || source.charAt(end - 1) == '\n';
            end = lineStarts ? end : tag;
        }
        return source.substring(start, end);
    }

    private int skipWhiteSpace(int from) {
        return Characters.skip(source, from, source.length(), Characters::isWhiteSpace);
    }

    private void count(int from, int to) {
        line += (int) source.substring(from, to).chars().filter(c -> c == '\n').count();
    }

    private void add(Kind kind, String text) {
        if (kind != Kind.TEXT || !text.isEmpty()) {
            tokens.add(new Token(kind, text, line));
        }
    }

    /// The tokens of one tag, up to `end`, where `at` is left.
    private void inside(String end) {
        int open = 0;
        while (true) {
            int next = skipWhiteSpace(at);
            count(at, next);
            at = next;
            if (at >= source.length()) {
                throw new TemplateError("line " + line + ": a tag does not end");
            }
            char c = source.charAt(at);
            boolean signed = c == '-' || c == '+';
            if (open == 0 && (source.startsWith(end, at) || (signed && source.startsWith(end, at + 1)))) {
                at += signed ? 1 : 0;
                return;
            }
            if (c == '\'' || c == '"') {
                string(c);
                continue;
            }
            Matcher word = WORD.matcher(source).region(at, source.length());
            if (!word.lookingAt()) {
                throw new TemplateError("line " + line + ": '" + c + "' fits nowhere");
            }
            Kind kind = Stream.of(Kind.WHOLE, Kind.REAL, Kind.NAME, Kind.OPERATOR)
                    .filter(each -> word.group(each.name()) != null).findFirst().orElseThrow();
            add(kind, word.group());
            at = word.end();
            open += "([{".contains(word.group()) ? 1 : ")]}".contains(word.group()) ? -1 : 0;
        }
    }

    private void string(char quote) {
        var text = new StringBuilder();
        int begun = line;
        int i = at + 1;
        while (i < source.length() && source.charAt(i) != quote) {
            if (source.charAt(i) == '\\' && i + 1 < source.length()) {
                i = escape(i + 1, text);
            } else {
                text.append(source.charAt(i++));
            }
        }
        if (i >= source.length()) {
            throw new TemplateError("line " + begun + ": a string does not end");
        }
        tokens.add(new Token(Kind.STRING, text.toString(), begun));
        count(at, i);
        at = i + 1;
    }

    /// Reads the escape sequence whose backslash is at `i` and returns its end. An unknown escape is kept, as in Python.
    private int escape(int i, StringBuilder text) {
        char c = source.charAt(i);
        switch (c) {
            case 'n' -> text.append('\n');
            case 't' -> text.append('\t');
            case 'r' -> text.append('\r');
            case '\\', '\'', '"' -> text.append(c);
            case 'x', 'u' -> {
                int digits = c == 'x' ? 2 : 4;
                try {
                    text.append((char) Integer.parseInt(source, i + 1, Math.min(i + 1 + digits, source.length()), 16));
                } catch (NumberFormatException e) {
                    throw new TemplateError("line " + line + ": \\" + c + " needs " + digits + " hexadecimal digits");
                }
                return i + 1 + digits;
            }
            default -> text.append('\\').append(c);
        }
        return i + 1;
    }
}
