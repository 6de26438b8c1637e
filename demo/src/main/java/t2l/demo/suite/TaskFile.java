package t2l.demo.suite;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import t2l.tensor.T2lException;

/// The descriptions of the suite (`tasks.jsonl.gz`): one line per task, in the order of the splits.
final class TaskFile {
    private TaskFile() {}

    /// All tasks in the order of the file.
    static List<Task> read(Map<String, Rule> rules) {
        var tasks = new ArrayList<Task>();
        try (var in = new GZIPInputStream(TaskFile.class.getResourceAsStream("tasks.jsonl.gz"));
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                tasks.add(task(JSON.std.mapFrom(line), rules));
            }
        } catch (IOException e) {
            throw new T2lException("tasks.jsonl.gz: cannot be read from the program's own resources; build it again",
                    e);
        }
        return List.copyOf(tasks);
    }

    private static Task task(Map<String, Object> line, Map<String, Rule> rules) {
        return new Task(rules.get((String) line.get("task")), split((String) line.get("split")),
                (String) line.get("terse"),
                sentences(line.get("train")), sentences(line.get("new")), sentences(line.get("phrases")));
    }

    private static Split split(String label) {
        return Arrays.stream(Split.values()).filter(split -> split.label().equals(label)).findFirst().orElseThrow();
    }

    private static List<String> sentences(Object list) {
        return ((List<?>) list).stream().map(String.class::cast).toList();
    }
}
