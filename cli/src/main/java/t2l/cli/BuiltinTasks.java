package t2l.cli;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import t2l.hypernet.data.TaskData;
import t2l.hypernet.eval.EvalTask;

/// A set of tasks that is part of the program, used by name in place of a directory of tasks. Found through
/// [ServiceLoader].
public interface BuiltinTasks {
    /// The name on the command line: `builtin:suite`.
    String name();

    /// The training tasks.
    List<TaskData> training();

    /// The validation tasks.
    List<TaskData> validation();

    /// The test tasks, as questions.
    List<EvalTask> test();

    /// The set of this name, if there is one.
    static Optional<BuiltinTasks> named(String name) {
        return ServiceLoader.load(BuiltinTasks.class).stream().map(ServiceLoader.Provider::get)
                .filter(tasks -> tasks.name().equals(name)).findFirst();
    }
}
