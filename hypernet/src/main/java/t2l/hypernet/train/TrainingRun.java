package t2l.hypernet.train;

/// A training put together, ready to run to its end.
public interface TrainingRun {
    /// Runs it.
    Trainer trainer();

    /// The number of its steps.
    long total();

    /// The tokens that a model reads in a step, padding included; 0 if there is no model.
    long tokens();

    /// Describes it: a checkpoint can be resumed only by a run of the same description.
    String settings();
}
