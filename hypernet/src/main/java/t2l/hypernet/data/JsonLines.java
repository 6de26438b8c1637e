package t2l.hypernet.data;

import module java.base;
import t2l.hypernet.data.TaskData.Pair;
import t2l.tensor.T2lException;
import t2l.tensor.io.WholeFile;
import t2l.tensor.settings.Source;
import t2l.transformer.text.Characters;

/// Reads `.jsonl` files: a JSON object on each line, blank lines are ignored.
public final class JsonLines {
    private JsonLines() {}

    /// All lines of a file. Throws [T2lException] if it cannot be read or is not UTF-8.
    public static List<String> lines(Path file) {
        try {
            return Characters.withoutMark(Files.readString(WholeFile.regular(file))).lines().toList();
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
            return Characters.withoutMark(Objects.requireNonNullElse(reader.readLine(), ""));
        } catch (IOException _) {
            return lines(file).getFirst(); // which says what is wrong
        }
    }

    /// The objects of a file. Throws [T2lException] if the file cannot be read or a line is not an object.
    public static List<Source> read(Path file) {
        return parse(file, lines(file));
    }

    /// The objects of `lines`, which `file` holds. Throws [T2lException] if one is not.
    public static List<Source> parse(Path file, List<String> lines) {
        return IntStream.range(0, lines.size()).filter(i -> !lines.get(i).isBlank())
                .mapToObj(i -> line(file, i + 1, lines.get(i))).toList();
    }

    /// Line `number` of `file`, with the content `text`.
    static Source line(Path file, int number, String text) {
        return Source.parse(file + " line " + number, text);
    }

    /// The pairs in a file of lines `{"prompt": text, "answer": text}`, at least one, in file order; other fields are
    /// ignored. Throws [T2lException] if the file cannot be read or is invalid.
    public static List<Pair> pairs(Path file) {
        List<Pair> pairs = pairs(read(file));
        if (pairs.isEmpty()) {
            throw new T2lException(
                    file + ": needs lines {\"prompt\": …, \"answer\": …}, has none; write one for each example");
        }
        return pairs;
    }

    /// The pairs of `lines`, in their order. Throws [T2lException] if one is invalid.
    public static List<Pair> pairs(List<Source> lines) {
        return lines.stream().map(line -> new Pair(line.text("prompt"), List.of(line.text("answer")))).toList();
    }
}
