package t2l.cli;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import t2l.hypernet.data.TaskData;
import t2l.hypernet.eval.EvalTask;

/// Sets of tasks that are part of the program, used by name in place of a directory of tasks. Found through
/// [ServiceLoader].
public interface BuiltinTasks {
    /// The set of this name on the command line, such as `builtin:suite`, if it is one of these. Throws
    /// [t2l.tensor.T2lException] if the name is one of theirs with a part that makes no sense.
    Optional<BuiltinTasks> called(String name);

    /// The training tasks.
    List<TaskData> training();

    /// The validation tasks.
    List<TaskData> validation();

    /// The test tasks, as questions.
    List<EvalTask> test();

    /// The set of this name, if there is one.
    static Optional<BuiltinTasks> named(String name) {
        return ServiceLoader.load(BuiltinTasks.class).stream().map(ServiceLoader.Provider::get)
                .flatMap(sets -> sets.called(name).stream()).findFirst();
    }
}
