package t2l.hypernet.data;

import module java.base;
import t2l.tensor.T2lException;

/// A template in the syntax of Python's `str.format`: `{name}`, `{name[key]}`, `{name[0]}`, and `{{` for a brace. The
/// prompts of Text-to-LoRA's tasks are such templates (t2l-spec §12).
///
/// @param source its name in error messages
public record PromptTemplate(String source, String text) {
    /// Fills in the values of a row. Inserted text is not expanded again. Throws [T2lException] if a placeholder is
    /// invalid or names a missing value.
    ///
    /// @param row strings, numbers, booleans (which Python writes as `True` and `False`), and lists and maps of them
    public String fill(Map<String, ?> row) {
        StringBuilder filled = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c != '{' && c != '}') {
                filled.append(c);
            } else if (at + 1 < text.length() && text.charAt(at + 1) == c) {
                filled.append(c);
                at++;
            } else {
                int end = c == '{' ? text.indexOf('}', at) : -1;
                if (end < 0) {
                    throw new T2lException(source + ": needs braces in pairs, has a single " + c + " at " + at);
                }
                filled.append(python(value(text.substring(at + 1, end), row)));
                at = end;
            }
        }
        return filled.toString();
    }

    /// The value of `name[key][key]…`.
    private Object value(String place, Map<String, ?> row) {
        String[] keys = place.split("\\[", -1);
        Object value = inside(place, row, keys[0]);
        for (int i = 1; i < keys.length; i++) {
            if (!keys[i].endsWith("]")) {
                throw new T2lException(source + ": needs places as {name} or {name[key]}, got {" + place + "}");
            }
            value = inside(place, value, keys[i].substring(0, keys[i].length() - 1));
        }
        return value;
    }

    private Object inside(String place, Object whole, String key) {
        Object value = switch (whole) {
            case Map<?, ?> map -> map.get(key);
            case List<?> list when key.matches("\\d{1,9}") && Integer.parseInt(key) < list.size() ->
                list.get(Integer.parseInt(key));
            default -> null;
        };
        if (value == null) {
            throw new T2lException(source + ": needs {" + place + "}, the row has no '" + key + "' there");
        }
        return value;
    }

    /// A value formatted by Python's `str`.
    static String python(Object value) {
        return switch (value) {
            case Boolean b -> b ? "True" : "False";
            default -> value.toString();
        };
    }
}
