package t2l.hypernet.data;

import java.lang.foreign.Arena;
import java.util.List;
import t2l.tensor.DType;
import t2l.tensor.Tensor;

/// Batches of supervised fine-tuning: the pairs of [SftBatches] and, for each pick of a step, the embedding of its
/// description.
public final class SftData implements Data<Batch> {
    private final SftBatches batches;
    private final List<Tensor> embeddings;
    private final BatchPool pool;
    private final int[] ids;
    private final int[] labels;

    /// @param embeddings for each task `[descriptions,E]`; empty for an objective with one adapter for all tasks
    /// @param bySequence whether every sequence has the same weight, or every label
    /// @param arena      holds the batches
    public SftData(SftBatches batches, List<Tensor> embeddings, DType precision, boolean bySequence,
            long seed, Arena arena) {
        this.batches = batches;
        this.embeddings = List.copyOf(embeddings);
        int width = embeddings.isEmpty() ? 0 : embeddings.getFirst().dim(1);
        var shape = new Batch.Shape(batches.rows(), batches.length(), 0, embeddings.isEmpty() ? 1 : batches.groups(),
                width);
        this.pool = new BatchPool(arena, precision, shape, bySequence, seed);
        this.ids = new int[batches.rows() * batches.length()];
        this.labels = new int[ids.length];
    }

    @Override
    public Batch batch(long step) {
        List<BatchSampler.Pick> picks = batches.fill(step, ids, labels);
        Batch batch = pool.of(ids, labels, step);
        for (int i = 0; i < picks.size() && !embeddings.isEmpty(); i++) {
            BatchSampler.Pick pick = picks.get(i);
            batch.describe(i, embeddings.get(pick.task()), pick.description());
        }
        return batch;
    }
}
