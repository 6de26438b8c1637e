package t2l.transformer.template;

import java.math.BigDecimal;
import java.util.Map;
import java.util.function.LongConsumer;
import t2l.transformer.template.TemplateValue.Bool;
import t2l.transformer.template.TemplateValue.Dict;
import t2l.transformer.template.TemplateValue.Items;
import t2l.transformer.template.TemplateValue.Namespace;
import t2l.transformer.template.TemplateValue.None;
import t2l.transformer.template.TemplateValue.Real;
import t2l.transformer.template.TemplateValue.Text;
import t2l.transformer.template.TemplateValue.Undefined;
import t2l.transformer.template.TemplateValue.Whole;

/// Writes values the way Python's `str`, `repr` and `json.dumps` do.
final class TemplateWriter {
    private final LongConsumer work;
    private final StringBuilder text = new StringBuilder();

    /// @param work is told the number of characters about to be written, and throws if it is too large
    private TemplateWriter(LongConsumer work) {
        this.work = work;
    }

    /// The printed form of `value`: `str`.
    static String print(TemplateValue value, LongConsumer work) {
        return switch (value) {
            case Text string -> string.value();
            case Undefined _ -> "";
            case Whole _,Real _,Bool _,Items _,Dict _,Namespace _,None _ -> {
                var writer = new TemplateWriter(work);
                writer.repr(value);
                yield writer.text.toString();
            }
        };
    }

    /// `value` as JSON, with unescaped Unicode.
    ///
    /// @param indent spaces for each level, or −1 for one line
    static String json(TemplateValue value, int indent, LongConsumer work) {
        var writer = new TemplateWriter(work);
        writer.json(value, indent, 0);
        return writer.text.toString();
    }

    private TemplateWriter append(String part) {
        work.accept(part.length() + 1);
        text.append(part);
        return this;
    }

    private void repr(TemplateValue value) {
        switch (value) {
            case Text string -> quoted(string.value());
            case Whole number -> append(Long.toString(number.value()));
            case Real number -> append(shortest(number.value()));
            case Bool flag -> append(flag.value() ? "True" : "False");
            case Items items -> {
                append("[");
                String between = "";
                for (TemplateValue item : items.values()) {
                    append(between).repr(item);
                    between = ", ";
                }
                append("]");
            }
            case Dict dict -> dictionary(dict.values());
            case Namespace _ -> append("<Namespace>");
            case None _ -> append("None");
            case Undefined _ -> append("Undefined");
        }
    }

    private void dictionary(Map<String, TemplateValue> values) {
        append("{");
        String between = "";
        for (var entry : values.entrySet()) {
            append(between).quoted(entry.getKey());
            append(": ").repr(entry.getValue());
            between = ", ";
        }
        append("}");
    }

    private void quoted(String string) {
        char quote = string.indexOf('\'') >= 0 && string.indexOf('"') < 0 ? '"' : '\'';
        work.accept(string.length());
        text.append(quote);
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> text.append(c == quote ? "\\" + c : String.valueOf(c));
            }
        }
        text.append(quote);
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

    private void json(TemplateValue value, int indent, int depth) {
        switch (value) {
            case Text string -> jsonString(string.value());
            case Bool flag -> append(String.valueOf(flag.value()));
            case None _ -> append("null");
            case Whole _,Real _ -> repr(value);
            case Items items -> {
                append("[");
                boolean first = true;
                for (TemplateValue item : items.values()) {
                    separate(first, indent, depth + 1);
                    json(item, indent, depth + 1);
                    first = false;
                }
                close(first, indent, depth).append("]");
            }
            case Dict dict -> {
                append("{");
                boolean first = true;
                for (var entry : dict.values().entrySet()) {
                    separate(first, indent, depth + 1);
                    jsonString(entry.getKey());
                    append(": ");
                    json(entry.getValue(), indent, depth + 1);
                    first = false;
                }
                close(first, indent, depth).append("}");
            }
            case Namespace _,Undefined _ ->
                throw new TemplateError("JSON needs a value that has a form in it, got " + value.kind());
        }
    }

    private void separate(boolean first, int indent, int depth) {
        if (!first) {
            append(indent < 0 ? ", " : ",");
        }
        if (indent >= 0) {
            newLine(indent, depth);
        }
    }

    private TemplateWriter close(boolean empty, int indent, int depth) {
        if (!empty && indent >= 0) {
            newLine(indent, depth);
        }
        return this;
    }

    private void newLine(int indent, int depth) {
        work.accept((long) indent * depth + 1);
        text.append('\n').repeat(' ', indent * depth);
    }

    private void jsonString(String string) {
        work.accept(string.length());
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                default -> text.append(c < ' ' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
            }
        }
        text.append('"');
    }
}
