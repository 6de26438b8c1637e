package t2l.tensor.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import t2l.tensor.T2lException;

/// A JSON object of a file, its fields by name and kind. A `null` field counts as absent, as in Hugging Face's code.
///
/// @param where  its name in error messages: the file, and the path in it
/// @param fields as read by [JsonReader#value]
public record JsonFile(String where, Map<String, Object> fields) {
    private static final long MOST_BYTES = 1 << 26;
    private static final int MOST_SHOWN = 60;

    /// Reads a file with one object; throws [T2lException] if it is missing or contains anything else.
    public static JsonFile read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new T2lException(file + ": needs a file, there is none; check the path");
        }
        try (InputStream in = Files.newInputStream(file)) {
            if (Files.size(file) > MOST_BYTES) {
                throw new T2lException(
                        file + ": needs a file of at most " + MOST_BYTES + " bytes, got " + Files.size(file));
            }
            return read(JsonReader.of(file.toString(), in), file.toString());
        } catch (IOException e) {
            throw new T2lException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /// Parses a text that is one object, such as a line of a file; throws [T2lException] if it is anything else.
    ///
    /// @param where its name in error messages
    public static JsonFile parse(String where, String text) {
        return read(JsonReader.of(where, text), where);
    }

    /// The same for a text in UTF-8.
    public static JsonFile parse(String where, byte[] text) {
        return read(JsonReader.of(where, new ByteArrayInputStream(text)), where);
    }

    private static JsonFile read(JsonReader reader, String where) {
        try (reader) {
            Object value = reader.value();
            reader.end();
            return of(where, value);
        }
    }

    /// A value as an object; throws [T2lException] if it is not one.
    public static JsonFile of(String where, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new T2lException(where + ": needs a JSON object, got " + shown(value));
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        map.forEach((name, field) -> fields.put((String) name, field));
        return new JsonFile(where, fields);
    }

    /// The value of a field as read by [JsonReader#value], if present.
    public Optional<Object> find(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /// An integer; throws [T2lException] if it is missing.
    public int count(String name) {
        return find(name).map(v -> whole(name, v)).orElseThrow(() -> missing(name));
    }

    /// An integer, or `otherwise` if it is missing. Like all methods below, throws [T2lException] for a value of
    /// another kind.
    public int count(String name, int otherwise) {
        return find(name).map(v -> whole(name, v)).orElse(otherwise);
    }

    /// A number; throws [T2lException] if it is missing.
    public double number(String name) {
        return find(name).map(v -> real(name, v)).orElseThrow(() -> missing(name));
    }

    /// A number, or `otherwise` if it is missing.
    public double number(String name, double otherwise) {
        return find(name).map(v -> real(name, v)).orElse(otherwise);
    }

    /// A boolean, or `otherwise` if it is missing.
    public boolean flag(String name, boolean otherwise) {
        return find(name).map(v -> {
            if (v instanceof Boolean flag) {
                return flag;
            }
            throw wrong(name, "true or false", v);
        }).orElse(otherwise);
    }

    /// A string; throws [T2lException] if it is missing.
    public String text(String name) {
        return findText(name).orElseThrow(() -> missing(name));
    }

    /// A string, or `otherwise` if it is missing.
    public String text(String name, String otherwise) {
        return findText(name).orElse(otherwise);
    }

    /// A string, if present.
    public Optional<String> findText(String name) {
        return find(name).map(v -> {
            if (v instanceof String s) {
                return s;
            }
            throw wrong(name, "a string", v);
        });
    }

    /// An object, if present.
    public Optional<JsonFile> object(String name) {
        return find(name).map(v -> of(path(name), v));
    }

    /// An object; throws [T2lException] if it is missing.
    public JsonFile requireObject(String name) {
        return object(name).orElseThrow(() -> missing(name));
    }

    /// The elements of a list; a single value counts as a list of one, a missing field as an empty list.
    public List<Object> list(String name) {
        return switch (fields.get(name)) {
            case null -> List.of();
            case List<?> list -> List.copyOf(list);
            case Object one -> List.of(one);
        };
    }

    /// The integers of [#list].
    public List<Integer> counts(String name) {
        return list(name).stream().map(v -> whole(name, v)).toList();
    }

    /// The numbers of [#list].
    public List<Double> numbers(String name) {
        return list(name).stream().map(v -> real(name, v)).toList();
    }

    /// The objects of a list; throws [T2lException] if it is missing.
    public List<JsonFile> objects(String name) {
        if (!(find(name).orElseThrow(() -> missing(name)) instanceof List<?> list)) {
            throw wrong(name, "a list", fields.get(name));
        }
        List<JsonFile> objects = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            objects.add(of(path(name) + "[" + i + "]", list.get(i)));
        }
        return objects;
    }

    /// An exception about a field, to be thrown by the caller.
    public T2lException wrong(String name, String needs, Object got) {
        return new T2lException(path(name) + ": needs " + needs + ", got " + shown(got));
    }

    private T2lException missing(String name) {
        return new T2lException(where + ": needs a field " + name + ", has " + shown(fields.keySet()) + "; add it");
    }

    private String path(String name) {
        return where + ": " + name;
    }

    /// The value for a message, shortened if it is long.
    private static String shown(Object value) {
        String text = value instanceof Optional<?> ? "null" : String.valueOf(value);
        return text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text;
    }

    private int whole(String name, Object v) {
        if (v instanceof Integer i) {
            return i;
        }
        throw wrong(name, "a whole number", v);
    }

    private double real(String name, Object v) {
        if (v instanceof Number n && Double.isFinite(n.doubleValue())) {
            return n.doubleValue();
        }
        throw wrong(name, "a number", v);
    }
}
