package t2l.hypernet.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import t2l.tensor.T2lException;
import t2l.tensor.io.JsonFile;

/// One line of a `.jsonl` file and access to its fields. Throws [T2lException] with file and line if a field is missing
/// or has another type.
public record JsonLine(Path file, int number, Map<String, Object> fields) {
    /// Line `number` of `file`, with the content `text`.
    public JsonLine(Path file, int number, String text) {
        this(file, number, JsonFile.parse(file + " line " + number, text).fields());
    }

    /// All lines of a file. Throws [T2lException] if it cannot be read or is not UTF-8.
    public static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (MalformedInputException e) {
            throw new T2lException(file + ": needs to be UTF-8 text, holds other bytes", e);
        } catch (IOException e) {
            throw new T2lException(file + ": needs to be a readable .jsonl file, "
                    + (Files.exists(file) ? "cannot be read" : "there is none; check the path"), e);
        }
    }

    /// The first line of a file, empty if there is none. Throws [T2lException] like [#lines].
    static String first(Path file) {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            return Objects.requireNonNullElse(reader.readLine(), "");
        } catch (IOException _) {
            return lines(file).getFirst(); // which says what is wrong
        }
    }

    /// The non-blank lines of `file`, each an object. Throws [T2lException] if the file cannot be read or a line is not
    /// an object.
    public static List<JsonLine> read(Path file) {
        return parse(file, lines(file));
    }

    /// The non-blank ones of `lines`, which `file` holds, each an object. Throws [T2lException] if one is not.
    public static List<JsonLine> parse(Path file, List<String> lines) {
        return IntStream.range(0, lines.size()).filter(i -> !lines.get(i).isBlank())
                .mapToObj(i -> new JsonLine(file, i + 1, lines.get(i))).toList();
    }

    /// The string of a required field.
    public String text(String field) {
        if (fields.get(field) instanceof String text) {
            return text;
        }
        throw wrong(field, "text");
    }

    /// The strings of a field, at least one.
    public List<String> texts(String field) {
        if (fields.get(field) instanceof List<?> list && !list.isEmpty()
                && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw wrong(field, "a list of at least one text");
    }

    /// Requires the field to be this number.
    void requireCount(String field, int found) {
        if (!(fields.get(field) instanceof Number count) || count.intValue() != found) {
            throw wrong(field, "%d, the number of such lines (is the file cut short?)".formatted(found));
        }
    }

    /// An exception about a field, to be thrown by the caller.
    public T2lException wrong(String field, String needed) {
        return new T2lException("%s line %d: field '%s' needs to be %s, is %s"
                .formatted(file, number, field, needed,
                        fields.containsKey(field) ? "'" + fields.get(field) + "'" : "missing"));
    }
}
