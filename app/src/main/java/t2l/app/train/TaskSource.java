package t2l.app.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import t2l.cli.BuiltinTasks;
import t2l.hypernet.data.JsonlTasks;
import t2l.hypernet.data.TaskData;
import t2l.tensor.T2lException;

/// Reads tasks from a path or name: a directory of `.jsonl` files, or `builtin:suite`.
final class TaskSource {

    private TaskSource() {}

    /// The tasks of all sources; `part` selects those of a built-in set. Throws [T2lException] if two have the same
    /// name.
    static List<TaskData> read(List<String> places, Function<BuiltinTasks, List<TaskData>> part) {
        Map<String, TaskData> all = new LinkedHashMap<>();
        for (String place : places) {
            for (TaskData task : read(place, part)) {
                if (all.putIfAbsent(task.name(), task) != null) {
                    throw new T2lException(place + ": needs tasks of different names, has " + task.name() + " twice");
                }
            }
        }
        return List.copyOf(all.values());
    }

    private static List<TaskData> read(String place, Function<BuiltinTasks, List<TaskData>> part) {
        Optional<BuiltinTasks> builtin = BuiltinTasks.named(place);
        return builtin.isPresent() ? part.apply(builtin.get()) : JsonlTasks.readAll(Path.of(place));
    }

    /// The tasks with these names, in their order; all if there are no names.
    static List<TaskData> named(List<TaskData> tasks, List<String> names, String source) {
        if (names.isEmpty()) {
            return tasks;
        }
        List<TaskData> chosen = new ArrayList<>();
        for (String name : names) {
            chosen.add(tasks.stream().filter(task -> task.name().equals(name)).findFirst()
                    .orElseThrow(() -> new T2lException(source + ": train_ds_names: needs tasks that are in --tasks,"
                            + " got " + name)));
        }
        return chosen;
    }
}
