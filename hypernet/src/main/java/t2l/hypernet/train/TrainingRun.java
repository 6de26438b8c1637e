package t2l.hypernet.train;

import module java.base;
import t2l.hypernet.Arguments;
import t2l.hypernet.data.TaskData;

/// A training run, ready to start.
public interface TrainingRun {
    /// The trainer.
    Trainer trainer();

    /// The number of its steps.
    long total();

    /// The tokens that a model reads in a step, on average and without padding; 0 if there is no model.
    long tokens();

    /// The description of the run; a checkpoint can only be resumed by a run with the same description.
    String description();

    /// The description of a run with these settings.
    static String describe(Objective<?> objective, long total, List<TaskData> tasks, Arguments arguments) {
        return objective.getClass().getSimpleName() + " of " + total + " steps over "
                + tasks.stream().map(TaskData::name).collect(Collectors.joining(",")).hashCode() + " "
                + arguments.values();
    }
}
