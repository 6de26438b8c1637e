package t2l.hypernet.train;

import java.util.List;
import java.util.stream.Collectors;
import t2l.hypernet.Arguments;

/// A training put together, ready to run to its end.
public interface TrainingRun {
    /// Runs it.
    Trainer trainer();

    /// The number of its steps.
    long total();

    /// The tokens that a model reads in a step, padding included; 0 if there is no model.
    long tokens();

    /// Describes it: a checkpoint can be resumed only by a run of the same description.
    String description();

    /// The description of a run with these settings.
    static String describe(Objective<?> objective, long total, List<TaskData> tasks, Arguments arguments) {
        return objective.getClass().getSimpleName() + " of " + total + " steps over "
                + tasks.stream().map(TaskData::name).collect(Collectors.joining(",")).hashCode() + " "
                + arguments.values();
    }
}
