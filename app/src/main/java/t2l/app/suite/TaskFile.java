package t2l.app.suite;

import module java.base;
import t2l.app.console.Resources;
import t2l.app.suite.Task.Split;
import t2l.tensor.settings.Source;

/// The descriptions of the suite (`tasks.jsonl.gz`): one line per task, in the order of the splits.
final class TaskFile {
    private static final String NAME = "tasks.jsonl.gz";

    private TaskFile() {}

    /// All tasks in the order of the file.
    static List<Task> read(Map<String, Rule> rules) {
        return Resources.text(TaskFile.class, NAME).lines().map(line -> task(Source.parse(NAME, line), rules)).toList();
    }

    private static Task task(Source line, Map<String, Rule> rules) {
        return new Task(rules.get(line.text("task")), split(line.text("split")), line.text("terse"),
                line.texts("train"), line.texts("new"), line.texts("phrases"));
    }

    private static Split split(String label) {
        return Arrays.stream(Split.values()).filter(split -> split.label().equals(label)).findFirst().orElseThrow();
    }
}
