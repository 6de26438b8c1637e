package t2l.hypernet.data;

import java.util.List;

/// Samples the data of a training step. A step is a function of the seed and its index, so a resumed run sees the same
/// data.
public sealed interface BatchSampler permits TaskSampler, PairSampler {
    /// A description of a task, by index, and the `pairs` trained with it.
    record Pick(int task, int description, List<Integer> pairs) {}

    /// How descriptions are drawn.
    enum Drawing {
        /// One for every pair, as in the reference (t2l-spec §9.2).
        PER_PAIR,
        /// One for all pairs of a task in a step: fewer adapters, each with more examples.
        PER_TASK,
        /// Every pair has its own, with the index of the pair (`use_inp_as_desc`).
        OWN
    }

    /// The number of rows of a step: the pairs of all picks.
    int rows();

    /// The number of picks of a step, all with the same number of pairs.
    int groups();

    /// The picks of step `step`, from 0.
    List<Pick> picks(long step);
}
