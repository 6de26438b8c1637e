package t2l.hypernet.data;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.function.IntPredicate;
import t2l.hypernet.Descriptions;
import t2l.hypernet.TaskBatch;
import t2l.hypernet.data.BatchSampler.Pick;
import t2l.tensor.DType;

/// Batches of supervised fine-tuning through a frozen model: the pairs that a sampler picks for a step, and the description
/// of each pick. All have the same shape but for their labels, so that all steps need the same memory.
public final class SftData implements Data<Batch> {
    private final List<TokenPairs> pairs;
    private final BatchSampler sampler;
    private final int length;
    private final int pad;
    private final List<Descriptions> descriptions;
    private final double wordDropout;
    private final long seed;
    private final BatchPool pool;
    private final int[] ids;
    private final int[] labels;

    /// @param pairs        the training pairs of the sampler's tasks; rows have the length of the longest of all
    /// @param pad          fills the rest of a row
    /// @param descriptions of each task, read together; empty for an objective with one adapter for all tasks
    /// @param wordDropout  probability with which a token of a description is left out
    /// @param bySequence   whether every sequence has the same weight, or every label
    /// @param arena        holds the batches
    public SftData(List<TokenPairs> pairs, BatchSampler sampler, int pad, List<Descriptions> descriptions,
            double wordDropout, boolean bySequence, long seed, Arena arena) {
        this.pairs = List.copyOf(pairs);
        this.sampler = sampler;
        this.length = pairs.stream().mapToInt(TokenPairs::rowLength).max().orElse(0);
        this.pad = pad;
        this.descriptions = List.copyOf(descriptions);
        this.wordDropout = wordDropout;
        this.seed = seed;
        this.pool = new BatchPool(arena, DType.F32, new Batch.Shape(sampler.rows(), length, 0),
                TaskBatch.room(arena, DType.F32, sampler.groups(), descriptions), bySequence, seed);
        this.ids = new int[sampler.rows() * length];
        this.labels = new int[ids.length];
    }

    /// The number of truncated pairs.
    public int cut() {
        return pairs.stream().mapToInt(TokenPairs::cut).sum();
    }

    /// `T`, the positions of a row.
    public int length() {
        return length;
    }

    @Override
    public Batch batch(long step) {
        List<Pick> picks = fill(step, ids, labels);
        Batch batch = pool.of(ids, labels, step);
        IntPredicate kept = TaskBatch.some(wordDropout, seed, step);
        for (int i = 0; i < picks.size() && !descriptions.isEmpty(); i++) {
            Pick pick = picks.get(i);
            batch.described().describe(i, descriptions.get(pick.task()), pick.description(), kept);
        }
        return batch;
    }

    /// Fills `ids[B,T]` and `targets[B,T]` for step `step`. The rows of a task are consecutive, in the order of the
    /// returned picks, which also have their descriptions.
    List<Pick> fill(long step, int[] ids, int[] targets) {
        List<Pick> picks = sampler.picks(step);
        int row = 0;
        for (Pick pick : picks) {
            for (int pair : pick.pairs()) {
                pairs.get(pick.task()).writeRow(pair, row++, length, pad, ids, targets);
            }
        }
        return picks;
    }
}
