package t2l.app.console;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import t2l.tensor.Printable;
import t2l.tensor.io.FileHash;

/// Writes JSON: maps, lists, arrays, strings, numbers and booleans. Fields without a value (`null`) are left out, but for
/// [#full].
public final class Json {
    private Json() {}

    /// An object with these fields in this order; more can be added.
    ///
    /// @param namesAndValues a name, its value, the next name, and so on
    public static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    /// A value on one line, without a line end.
    public static String line(Object value) {
        return written(JSON.std, value);
    }

    /// The same, as a terminal may see it.
    public static String printable(Object value) {
        return Printable.escaped(line(value));
    }

    /// The same with fields without a value, as `null`.
    public static String full(Object value) {
        return written(JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES), value);
    }

    /// A value on several lines, with a line end.
    public static String text(Object value) {
        return written(JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT), value) + "\n";
    }

    private static String written(JSON json, Object value) {
        try {
            return FileHash.LONE.matcher(json.asString(value))
                    .replaceAll(half -> "\\\\u%04x".formatted((int) half.group().charAt(0)));
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot be written to", e);
        }
    }
}
