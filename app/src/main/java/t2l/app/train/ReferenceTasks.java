package t2l.app.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import t2l.hypernet.ArgumentReader;
import t2l.hypernet.data.TaskData;
import t2l.tensor.T2lException;

/// The tasks that a configuration of Text-to-LoRA trains on and watches (t2l-spec §9.2).
///
/// @param training tasks; those of `eval_ds_info` among them validate with the last tenth of their training pairs
/// @param watched  other tasks of `eval_ds_info`, with their validation pairs
record ReferenceTasks(List<TaskData> training, List<TaskData> watched) {
    private static final String TRAINED = "train_ds_names";
    private static final String EVALUATED = "eval_ds_info";
    /// The benchmarks that are watched with validation pairs, and those with training pairs.
    private static final Set<String> VALID = Set.of("openbookqa", "arc_easy", "arc_challenge");
    private static final Set<String> TRAIN = Set.of("hellaswag", "winogrande", "boolq", "piqa");

    /// Reads the tasks that `a` names. Throws [T2lException] if one is missing.
    ///
    /// @param root  a checkout of the reference, whose task folders are in `tasks`, or the directory of the task folders
    /// @param hints is told which tasks have no rows
    static ReferenceTasks read(Path root, ArgumentReader a, Consumer<String> hints) {
        Path tasks = Files.isDirectory(root.resolve("tasks")) ? root.resolve("tasks") : root;
        var source = new TaskSource("--tasks-root", List.of(tasks.toString()), _ -> List.of(), hints);
        List<String> names = a.list(TRAINED, List.of());
        List<String> trained = names.subList(0, Math.min(a.limit("n_train_ds"), names.size()));
        if (trained.isEmpty()) {
            throw new T2lException(a.source() + ": " + TRAINED + ": needs the names of the training tasks, has none");
        }
        List<String> evaluated = a.names(EVALUATED);
        List<String> others = evaluated.stream().filter(name -> !trained.contains(name)
                && (name.startsWith("lol") || VALID.contains(name) || TRAIN.contains(name))).toList();
        List<TaskData> watched = others.isEmpty()
                ? List.of()
                : source.named(others, a.source() + ": " + EVALUATED);
        return new ReferenceTasks(
                source.named(trained, a.source() + ": " + TRAINED).stream().map(task -> evaluated.contains(task.name())
                        ? withValid(task, List.of()).heldOut()
                        : withValid(task, List.of())).toList(),
                watched.stream().map(task -> TRAIN.contains(task.name()) ? withValid(task, task.train()) : task)
                        .toList());
    }

    private static TaskData withValid(TaskData task, List<TaskData.Pair> valid) {
        return new TaskData(task.name(), task.descriptions(), task.heldOutDescriptions(), task.train(), valid,
                task.test());
    }
}
