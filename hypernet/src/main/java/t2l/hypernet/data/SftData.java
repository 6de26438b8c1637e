package t2l.hypernet.data;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.function.IntPredicate;
import t2l.hypernet.Descriptions;
import t2l.hypernet.TaskBatch;
import t2l.hypernet.data.BatchSampler.Pick;
import t2l.tensor.DType;

/// Batches of supervised fine-tuning through a frozen model: the pairs that a sampler picks for a step, and the description
/// of each pick. Rows have the length of the longest pair of the step, rounded up to a multiple of 8 as in the reference
/// (t2l-spec §9.1), but at most that of the longest pair of all.
public final class SftData implements Data<Batch> {
    private static final int STEP = 8;

    private final List<TokenPairs> pairs;
    private final BatchSampler sampler;
    private final int longest;
    private final int pad;
    private final List<Descriptions> descriptions;
    private final double wordDropout;
    private final long seed;
    private final BatchPool pool;

    /// @param pairs        the training pairs of the sampler's tasks
    /// @param pad          fills the rest of a row
    /// @param descriptions of each task, read together; empty for an objective with one adapter for all tasks
    /// @param wordDropout  probability with which a token of a description is left out
    /// @param bySequence   whether every sequence has the same weight, or every label
    /// @param arena        holds the batches
    public SftData(List<TokenPairs> pairs, BatchSampler sampler, int pad, List<Descriptions> descriptions,
            double wordDropout, boolean bySequence, long seed, Arena arena) {
        this.pairs = List.copyOf(pairs);
        this.sampler = sampler;
        this.longest = pairs.stream().mapToInt(TokenPairs::rowLength).max().orElse(0);
        this.pad = pad;
        this.descriptions = List.copyOf(descriptions);
        this.wordDropout = wordDropout;
        this.seed = seed;
        this.pool = new BatchPool(arena, DType.F32, sampler.rows(),
                TaskBatch.room(arena, DType.F32, sampler.groups(), descriptions), bySequence, seed);
    }

    /// The number of truncated pairs.
    public int cut() {
        return pairs.stream().mapToInt(TokenPairs::cut).sum();
    }

    /// The tokens of a step without padding, on average over all pairs.
    public long tokens() {
        long read = pairs.stream().mapToLong(TokenPairs::read).sum();
        return sampler.rows() * read / Math.max(1, pairs.stream().mapToInt(TokenPairs::size).sum());
    }

    @Override
    public Batch batch(long step) {
        Text text = text(step);
        Batch batch = pool.of(text.ids(), text.targets(), step);
        IntPredicate kept = TaskBatch.some(wordDropout, seed, step);
        for (int i = 0; i < text.picks().size() && !descriptions.isEmpty(); i++) {
            Pick pick = text.picks().get(i);
            batch.described().describe(i, descriptions.get(pick.task()), pick.description(), kept);
        }
        return batch;
    }

    /// The text of a step: `ids[B,T]` and `targets[B,T]`. The rows of a task are consecutive, in the order of `picks`,
    /// which also have their descriptions.
    static final class Text {
        private final List<Pick> picks;
        private final int[] ids;
        private final int[] targets;

        Text(List<Pick> picks, int[] ids, int[] targets) {
            this.picks = picks;
            this.ids = ids;
            this.targets = targets;
        }

        List<Pick> picks() {
            return picks;
        }

        int[] ids() {
            return ids;
        }

        int[] targets() {
            return targets;
        }
    }

    Text text(long step) {
        List<Pick> picks = sampler.picks(step);
        int length = length(picks);
        int[] ids = new int[sampler.rows() * length];
        int[] targets = new int[ids.length];
        int row = 0;
        for (Pick pick : picks) {
            for (int pair : pick.pairs()) {
                pairs.get(pick.task()).writeRow(pair, row++, length, pad, ids, targets);
            }
        }
        return new Text(picks, ids, targets);
    }

    private int length(List<Pick> picks) {
        int tokens = 0;
        for (Pick pick : picks) {
            for (int pair : pick.pairs()) {
                tokens = Math.max(tokens, 1 + pairs.get(pick.task()).rowLength(pair, pair + 1));
            }
        }
        return Math.min(longest, Math.ceilDiv(tokens, STEP) * STEP);
    }
}
