package t2l.hypernet.data;

import java.util.List;
import t2l.hypernet.data.BatchSampler.Pick;

/// The batches of supervised fine-tuning through a frozen model. All have the same shape, so that all steps need the
/// same memory.
public final class SftBatches {
    private final List<TokenPairs> pairs;
    private final BatchSampler sampler;
    private final int length;
    private final int pad;

    /// Batches of the samples of `sampler` from `pairs`, the training pairs of its tasks as tokens. Rows have the
    /// length of the longest pair of all and are padded with `pad`.
    public SftBatches(List<TokenPairs> pairs, BatchSampler sampler, int pad) {
        this.pairs = List.copyOf(pairs);
        this.sampler = sampler;
        this.length = pairs.stream().mapToInt(TokenPairs::rowLength).max().orElse(0);
        this.pad = pad;
    }

    /// The number of truncated pairs.
    public int cut() {
        return pairs.stream().mapToInt(TokenPairs::cut).sum();
    }

    /// `B`, the rows of a batch.
    public int rows() {
        return sampler.rows();
    }

    /// `S`, the descriptions of a batch.
    public int groups() {
        return sampler.groups();
    }

    /// `T`, the positions of a row.
    public int length() {
        return length;
    }

    /// Fills `ids[B,T]` and `targets[B,T]` for step `step`. The rows of a task are consecutive, in the order of the
    /// returned picks, which also have their descriptions.
    public List<Pick> fill(long step, int[] ids, int[] targets) {
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
