package t2l.transformer.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import t2l.tensor.T2lException;

/// A JSON object whose fields are asked for by name and kind; a wrong kind is an error that says where.
///
/// @param where the file and the path in it, for messages
record Fields(String where, Map<String, Object> values) {
    /// @throws T2lException if `value` is no object
    static Fields of(String where, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong(where, "an object", value);
        }
        var values = new LinkedHashMap<String, Object>();
        // A field that is null counts as absent, as in the reference.
        map.forEach(
                (name, field) -> Optional.ofNullable(field).ifPresent(present -> values.put((String) name, present)));
        return new Fields(where, values);
    }

    static T2lException wrong(String where, String needed, Object got) {
        String shown = String.valueOf(got);
        return new T2lException(where + ": needs " + needed + ", got "
                + (shown.length() > 60 ? shown.substring(0, 60) + "…" : shown));
    }

    private String path(String name) {
        return where + "." + name;
    }

    Optional<Object> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    private Object need(String name) {
        return find(name).orElseThrow(() -> new T2lException(path(name) + ": is needed, and missing"));
    }

    Optional<String> findText(String name) {
        return find(name).map(value -> {
            if (value instanceof String text) {
                return text;
            }
            throw wrong(path(name), "a string", value);
        });
    }

    String text(String name) {
        return findText(name).orElseThrow(() -> new T2lException(path(name) + ": a string is needed, and missing"));
    }

    boolean flag(String name, boolean otherwise) {
        return find(name).map(value -> {
            if (value instanceof Boolean flag) {
                return flag;
            }
            throw wrong(path(name), "true or false", value);
        }).orElse(otherwise);
    }

    int integer(String name) {
        return integer(path(name), need(name));
    }

    int integer(String name, int otherwise) {
        return find(name).map(value -> integer(path(name), value)).orElse(otherwise);
    }

    static int integer(String where, Object value) {
        if (value instanceof Integer number) {
            return number;
        }
        throw wrong(where, "a whole number of 32 bits", value);
    }

    Optional<Fields> findObject(String name) {
        return find(name).map(value -> of(path(name), value));
    }

    Fields object(String name) {
        return of(path(name), need(name));
    }

    List<Object> list(String name) {
        return list(path(name), need(name));
    }

    static List<Object> list(String where, Object value) {
        if (value instanceof List<?> list) {
            return new ArrayList<>(list);
        }
        throw wrong(where, "a list", value);
    }

    List<Fields> objects(String name) {
        List<Object> list = list(name);
        var objects = new ArrayList<Fields>(list.size());
        for (int i = 0; i < list.size(); i++) {
            objects.add(of(path(name) + "[" + i + "]", list.get(i)));
        }
        return objects;
    }
}
