package t2l.serve.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import t2l.hypernet.Suggestion;

/// An object of a request. Every field is asked for once, and [#end] refuses those that nobody asked for, so that no field is
/// ignored in silence. A `null` field counts as absent. Throws a [Refusal] with the field's path for what is missing or of
/// another kind.
public final class Fields {
    private static final int MOST_SHOWN = 60;

    private final String where;
    private final Map<String, Object> rest;
    private final Set<String> asked = new TreeSet<>();

    private Fields(String where, Map<?, ?> fields) {
        this.where = where;
        rest = new HashMap<>();
        fields.forEach((name, value) -> rest.put((String) name, value));
    }

    /// The object that `value` is.
    ///
    /// @param where its path, empty for the body
    public static Fields of(String where, Object value) {
        if (value instanceof Map<?, ?> map) {
            return new Fields(where, map);
        }
        throw wrong(where, "an object", value);
    }

    /// The path of a field.
    public String path(String name) {
        return where.isEmpty() ? name : where + "." + name;
    }

    /// A field of any kind: a map, a list, a string, a number or a boolean.
    public Optional<Object> find(String name) {
        asked.add(name);
        return Optional.ofNullable(rest.remove(name));
    }

    /// The same; refused if it is missing.
    public Object need(String name) {
        return find(name).orElseThrow(() -> Refusal.field(path(name),
                path(name) + ": is missing"
                        + (rest.isEmpty() ? "" : ", what is left: " + new TreeSet<>(rest.keySet()))));
    }

    public Optional<String> text(String name) {
        return find(name).map(value -> text(path(name), value));
    }

    public String needText(String name) {
        return text(path(name), need(name));
    }

    public boolean flag(String name) {
        return find(name).map(value -> {
            if (value instanceof Boolean flag) {
                return flag;
            }
            throw wrong(path(name), "true or false", value);
        }).orElse(false);
    }

    /// A number in a range.
    public OptionalDouble number(String name, double least, double most) {
        return find(name).map(value -> OptionalDouble.of(number(path(name), value, least, most)))
                .orElse(OptionalDouble.empty());
    }

    /// A whole number in a range.
    public OptionalInt count(String name, int least, int most) {
        return find(name).map(value -> OptionalInt.of(count(path(name), value, least, most)))
                .orElse(OptionalInt.empty());
    }

    public Optional<Fields> object(String name) {
        return find(name).map(value -> of(path(name), value));
    }

    /// Asks for every field.
    public void each(BiConsumer<String, Object> take) {
        rest.forEach(take);
        rest.clear();
    }

    /// Refuses the fields that were not asked for.
    public void end() {
        for (String name : new TreeSet<>(rest.keySet())) {
            throw Refusal.field(path(name), path(name) + ": is not supported"
                    + (asked.isEmpty() ? "" : "; the nearest field that is: " + Suggestion.to(name, asked)));
        }
    }

    /// A string.
    public static String text(String path, Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw wrong(path, "a string", value);
    }

    /// A list; its elements may be an empty [Optional] for `null`.
    public static List<?> list(String path, Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw wrong(path, "a list", value);
    }

    /// The objects of a list.
    public static List<Fields> objects(String path, Object value) {
        List<Fields> all = new ArrayList<>();
        for (Object each : list(path, value)) {
            all.add(of(path + "[" + all.size() + "]", each));
        }
        return all;
    }

    /// A finite number in a range.
    public static double number(String path, Object value, double least, double most) {
        if (value instanceof Number number && number.doubleValue() >= least && number.doubleValue() <= most
                && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        throw wrong(path, "a number" + range(Double.toString(least), Double.toString(most)), value);
    }

    /// A whole number in a range.
    public static int count(String path, Object value, int least, int most) {
        if (value instanceof Integer count && count >= least && count <= most) {
            return count;
        }
        throw wrong(path, "a whole number" + range(Integer.toString(least), Integer.toString(most)), value);
    }

    private static String range(String least, String most) {
        return " from " + least + " to " + most;
    }

    /// A refusal of what a field has.
    public static Refusal wrong(String path, String needs, Object got) {
        String text = got instanceof Optional<?> ? "null" : String.valueOf(got);
        return Refusal.field(path, (path.isEmpty() ? "body" : path) + ": needs " + needs + ", got "
                + (text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text));
    }
}
