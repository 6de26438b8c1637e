package t2l.hypernet.data;

import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;
import t2l.hypernet.TaskBatch;
import t2l.tensor.DType;

/// The batches of a training run. The numbers of sequences and tasks are the same in every step. The number of labels is
/// rounded up to a multiple of [#LABELS], so that there are few shapes, and each shape always has the same object.
final class BatchPool {
    private static final int LABELS = 32;

    private final Arena arena;
    private final DType precision;
    private final int sequences;
    private final TaskBatch described;
    private final boolean bySequence;
    private final long seed;
    private final Map<Batch.Shape, Batch> made = new HashMap<>();

    /// @param sequences  of all batches
    /// @param described  what is read of the tasks, the same object in all batches
    /// @param bySequence whether every sequence has the same weight, or every label
    BatchPool(Arena arena, DType precision, int sequences, TaskBatch described, boolean bySequence, long seed) {
        this.arena = arena;
        this.precision = precision;
        this.sequences = sequences;
        this.described = described;
        this.bySequence = bySequence;
        this.seed = seed;
    }

    /// The batch with these tokens and labels `[B,T]`.
    Batch of(int[] tokens, int[] labels, long step) {
        Batch batch = roomFor(tokens.length / sequences, Batch.labels(labels));
        batch.fill(tokens, labels, bySequence, seed, step);
        return batch;
    }

    private Batch roomFor(int length, int labels) {
        int capacity = Math.ceilDiv(Math.max(1, labels), LABELS) * LABELS;
        return made.computeIfAbsent(new Batch.Shape(sequences, length, capacity),
                shape -> new Batch(arena, precision, shape, described));
    }
}
