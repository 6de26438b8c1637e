package t2l.hypernet.train;

import java.util.List;

/// Chooses what a training step sees. A step is a function of the seed and its own number, so that a run that is resumed
/// sees what it would have seen.
public sealed interface Sampler permits TaskSampler, PairSampler {
    /// What a step does with one description: read number `description` of a task, learn from the numbered `pairs`.
    record Pick(int task, int description, List<Integer> pairs) {}

    /// How descriptions are drawn.
    enum Drawing {
        /// One for every pair, as the reference does (t2l-spec §9.2).
        PER_PAIR,
        /// One for all pairs of a task in a step: fewer adapters to write, each with more to learn from.
        PER_TASK,
        /// Every pair has its own, numbered as the pair (`use_inp_as_desc`).
        OWN
    }

    /// How many rows a step has: its picks' pairs in turn.
    int rows();

    /// How many picks a step has, all of as many pairs.
    int groups();

    /// The picks of step `step`, 0 being the first.
    List<Pick> picks(long step);
}
