package t2l.hypernet.data;

import java.nio.file.Path;
import java.util.List;
import t2l.hypernet.data.TaskData.Pair;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;

/// Reads pairs from a `.jsonl` file of lines `{"prompt": text, "answer": text}`. Other fields and empty lines are
/// ignored.
public final class JsonlPairs {
    private JsonlPairs() {}

    /// The pairs of `file`, at least one, in file order. Throws [T2lException] if the file cannot be read or is
    /// invalid.
    public static List<Pair> read(Path file) {
        List<Pair> pairs = of(JsonLines.read(file));
        if (pairs.isEmpty()) {
            throw new T2lException(
                    file + ": needs lines {\"prompt\": …, \"answer\": …}, has none; write one for each example");
        }
        return pairs;
    }

    /// The pairs of `lines`, in their order. Throws [T2lException] if one is invalid.
    public static List<Pair> of(List<Source> lines) {
        return lines.stream().map(line -> new Pair(line.text("prompt"), List.of(line.text("answer")))).toList();
    }
}
