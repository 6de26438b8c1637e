package t2l.hypernet.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import t2l.hypernet.train.TaskData.Pair;
import t2l.tensor.T2lException;

/// Reads pairs from a `.jsonl` file of lines `{"prompt": text, "answer": text}`. Other fields and empty lines are left
/// alone.
public final class JsonlPairs {
    private JsonlPairs() {}

    /// The pairs of `file` in its order; there is one at least.
    ///
    /// @throws T2lException if the file cannot be read or is not as it must be
    public static List<Pair> read(Path file) {
        List<String> lines = JsonLine.lines(file);
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                var line = new JsonLine(file, i + 1, lines.get(i));
                pairs.add(new Pair(line.text("prompt"), List.of(line.text("answer"))));
            }
        }
        if (pairs.isEmpty()) {
            throw new T2lException(file + ": needs lines {\"prompt\": …, \"answer\": …}, there are none");
        }
        return pairs;
    }
}
