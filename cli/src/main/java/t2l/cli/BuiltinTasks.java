package t2l.cli;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import t2l.hypernet.eval.EvalTask;
import t2l.hypernet.train.TaskData;

/// A set of tasks that comes with the program and is named where a directory of tasks is asked for. A module offers its
/// own through [ServiceLoader].
public interface BuiltinTasks {
    /// As the user writes it: `builtin:suite`.
    String name();

    /// The tasks to train on.
    List<TaskData> training();

    /// The tasks to validate a training with.
    List<TaskData> validation();

    /// The tasks that no training uses, as questions.
    List<EvalTask> test();

    /// The set of that name; empty if there is none.
    static Optional<BuiltinTasks> named(String name) {
        return ServiceLoader.load(BuiltinTasks.class).stream().map(ServiceLoader.Provider::get)
                .filter(tasks -> tasks.name().equals(name)).findFirst();
    }
}
