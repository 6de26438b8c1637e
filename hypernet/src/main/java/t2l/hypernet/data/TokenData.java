package t2l.hypernet.data;

import java.lang.foreign.Arena;
import t2l.hypernet.TaskBatch;
import t2l.tensor.DType;

/// Batches of language modelling: rows of tokens with labels of equal weight.
public final class TokenData implements Data<Batch> {
    /// The source of the rows.
    @FunctionalInterface
    public interface Rows {
        /// Fills `ids[B,T]` and `labels[B,T]`, the next token of each position where it is a label and
        /// [t2l.tensor.kernel.Losses.CrossEntropy#IGNORE] elsewhere, for step `step` of the run with `seed`.
        void fill(long seed, long step, int[] ids, int[] labels);
    }

    private final Rows rows;
    private final long seed;
    private final Batch.Pool pool;
    private final int[] ids;
    private final int[] labels;

    /// @param sequences `B`
    /// @param length    `T`
    /// @param arena     holds the batches
    public TokenData(Rows rows, int sequences, int length, long seed, Arena arena) {
        this.rows = rows;
        this.seed = seed;
        this.pool = new Batch.Pool(arena, DType.F32, sequences,
                TaskBatch.none(arena, DType.F32), false, seed);
        this.ids = new int[sequences * length];
        this.labels = new int[ids.length];
    }

    @Override
    public Batch batch(long step) {
        rows.fill(seed, step, ids, labels);
        return pool.of(ids, labels, step);
    }
}
