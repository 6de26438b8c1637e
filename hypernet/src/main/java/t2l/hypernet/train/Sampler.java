package t2l.hypernet.train;

import java.util.List;

/// Chooses what a training step sees. A step is a function of the seed and its own number, so that a run that is resumed
/// sees what it would have seen.
public sealed interface Sampler permits TaskSampler, PairSampler {
    /// What a step does with one task: read description number `description`, learn from the numbered `pairs`.
    record Pick(int task, int description, List<Integer> pairs) {}

    /// How many rows a step has: its picks' pairs in turn.
    int rows();

    /// The picks of step `step`, 0 being the first.
    List<Pick> picks(long step);
}
