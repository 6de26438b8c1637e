package t2l.transformer.family;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import t2l.tensor.T2lException;

/// A JSON object of a file, its fields by name and kind. A field that is `null` counts as absent, as it does in HF.
///
/// @param where what error messages call it: the file, and the path in it
public record JsonFile(String where, Map<String, Object> fields) {
    /// Reads a file that holds one object; throws [T2lException] if it is not there or holds something else.
    public static JsonFile read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new T2lException(file + ": needs a file, there is none");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return of(file.toString(), JSON.std.anyFrom(in));
        } catch (JsonProcessingException e) {
            throw new T2lException(file + ": is not JSON: " + e.getOriginalMessage() + " (line "
                    + e.getLocation().getLineNr() + ")", e);
        } catch (IOException e) {
            throw new T2lException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static JsonFile of(String where, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new T2lException(where + ": needs a JSON object, got " + value);
        }
        Map<String, Object> present = new LinkedHashMap<>();
        map.forEach((name, field) -> Optional.ofNullable(field).ifPresent(f -> present.put((String) name, f)));
        return new JsonFile(where, present);
    }

    public Optional<Object> find(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /// A whole number; throws [T2lException] if it is missing.
    public int count(String name) {
        return find(name).map(v -> whole(name, v)).orElseThrow(() -> missing(name));
    }

    public int count(String name, int otherwise) {
        return find(name).map(v -> whole(name, v)).orElse(otherwise);
    }

    /// A number; throws [T2lException] if it is missing.
    public double number(String name) {
        return find(name).map(v -> real(name, v)).orElseThrow(() -> missing(name));
    }

    public double number(String name, double otherwise) {
        return find(name).map(v -> real(name, v)).orElse(otherwise);
    }

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
        return find(name).map(v -> string(name, v)).orElseThrow(() -> missing(name));
    }

    public String text(String name, String otherwise) {
        return find(name).map(v -> string(name, v)).orElse(otherwise);
    }

    public Optional<JsonFile> object(String name) {
        return find(name).map(v -> of(where + ": " + name, v));
    }

    /// The elements of a list, or the one value that stands there instead of a list; nothing if there is neither.
    public List<Object> list(String name) {
        return switch (fields.get(name)) {
            case null -> List.of();
            case List<?> list -> List.copyOf(list);
            case Object one -> List.of(one);
        };
    }

    /// The whole numbers of [#list].
    public List<Integer> counts(String name) {
        return list(name).stream().map(v -> whole(name, v)).toList();
    }

    /// What is wrong with a field, as an exception to throw.
    public T2lException wrong(String name, String needs, Object got) {
        return new T2lException(where + ": " + name + ": needs " + needs + ", got " + got);
    }

    private T2lException missing(String name) {
        return new T2lException(where + ": needs a field " + name + ", there is none");
    }

    private int whole(String name, Object v) {
        if (v instanceof Integer i) {
            return i;
        }
        throw wrong(name, "a whole number", v);
    }

    private double real(String name, Object v) {
        if (v instanceof Number n) {
            return n.doubleValue();
        }
        throw wrong(name, "a number", v);
    }

    private String string(String name, Object v) {
        if (v instanceof String s) {
            return s;
        }
        throw wrong(name, "a string", v);
    }
}
