package t2l.transformer.template;

import module java.base;
import t2l.transformer.template.TemplateFunctions.Given;
import t2l.transformer.template.TemplateValue.*;

/// Writes values the way Python's `str`, `repr` and `json.dumps` do.
final class TemplateWriter {
    private final boolean json;
    private final boolean ascii;
    private final boolean sorted;
    private final int indent;
    private final List<String> separators;
    private final LongConsumer work;
    private final StringBuilder text = new StringBuilder();

    /// @param json  whether to write JSON, or else what `repr` writes
    /// @param given `ensure_ascii`, `indent` (without it, one line), `separators` and `sort_keys` of `tojson`
    /// @param work  is told the number of characters about to be written, and throws if it is too large
    private TemplateWriter(boolean json, Given given, LongConsumer work) {
        this.json = json;
        ascii = given.isTrue(0, "ensure_ascii");
        indent = given.find(1, "indent").filter(TemplateValue::isTrue).map(TemplateFunctions::integer).orElse(-1);
        separators = given.find(2, "separators").orElse(new None()) instanceof Items(var two) && two.size() == 2
                ? two.stream().map(TemplateFunctions::text).toList()
                : List.of(indent < 0 ? ", " : ",", ": ");
        sorted = given.isTrue(3, "sort_keys");
        this.work = work;
    }

    /// The printed form of `value`: `str`.
    static String print(TemplateValue value, LongConsumer work) {
        return switch (value) {
            case Text(String string) -> string;
            case Undefined _ -> "";
            default -> new TemplateWriter(false, new Given("str", List.of(), Map.of()), work).written(value);
        };
    }

    /// `value` as JSON, as the `tojson` of transformers writes it.
    static String json(TemplateValue value, Given given, LongConsumer work) {
        return new TemplateWriter(true, given, work).written(value);
    }

    private String written(TemplateValue value) {
        write(value, 0);
        return text.toString();
    }

    private void write(TemplateValue value, int depth) {
        switch (value) {
            case Text string -> quoted(string.value());
            case Whole number -> append(Long.toString(number.value()));
            case Real number -> append(shortest(number.value()));
            case Bool flag -> append(json ? String.valueOf(flag.value()) : flag.value() ? "True" : "False");
            case None _ -> append(json ? "null" : "None");
            case Items(var items) -> {
                append("[");
                for (int i = 0; i < items.size(); i++) {
                    separate(i == 0, depth + 1);
                    write(items.get(i), depth + 1);
                }
                close(items.isEmpty(), depth, "]");
            }
            case Dict(var entries) -> {
                append("{");
                List<TemplateValue> keys = new ArrayList<>(entries.keySet());
                if (sorted) {
                    keys.sort(Comparator.comparing(TemplateFunctions::text));
                }
                for (int i = 0; i < keys.size(); i++) {
                    separate(i == 0, depth + 1);
                    String quote = json && !(keys.get(i) instanceof Text) ? "\"" : "";
                    append(quote);
                    write(keys.get(i), depth);
                    append(quote + separators.getLast());
                    write(entries.get(keys.get(i)), depth + 1);
                }
                close(keys.isEmpty(), depth, "}");
            }
            case Namespace _,Undefined _ -> {
                if (json) {
                    throw new TemplateError("JSON needs a value that has a form in it, got " + value.kind());
                }
                append(value instanceof Namespace ? "<Namespace>" : "Undefined");
            }
        }
    }

    private void append(String part) {
        work.accept(part.length() + 1);
        text.append(part);
    }

    private void separate(boolean first, int depth) {
        if (!first) {
            append(separators.getFirst());
        }
        newLine(depth);
    }

    private void close(boolean empty, int depth, String bracket) {
        if (!empty) {
            newLine(depth);
        }
        append(bracket);
    }

    private void newLine(int depth) {
        if (indent >= 0) {
            work.accept((long) indent * depth + 1);
            text.append('\n').repeat(' ', indent * depth);
        }
    }

    private void quoted(String string) {
        char quote = json || (string.indexOf('\'') >= 0 && string.indexOf('"') < 0) ? '"' : '\'';
        work.accept(string.length());
        text.append(quote);
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> text.append(c == quote
                        ? "\\" + c
                        : json && (c < ' ' || (ascii && c > '~')) ? control(c) : String.valueOf(c));
            }
        }
        text.append(quote);
    }

    /// Another control character in JSON, or one outside ASCII.
    private static String control(char c) {
        return c == '\b' ? "\\b" : c == '\f' ? "\\f" : "\\u%04x".formatted((int) c);
    }

    /// The shortest decimal that reads back the same; with an exponent where Python has one.
    private static String shortest(double value) {
        double size = Math.abs(value);
        if (value == 0 || (size >= 1e-4 && size < 1e16)) {
            String plain = new BigDecimal(Double.toString(value)).toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }
        return Double.toString(value).replace(".0E", "E").replaceFirst("E(\\d)", "e+$1")
                .replaceFirst("E-(\\d)$", "e-0$1").replace("E-", "e-");
    }
}
