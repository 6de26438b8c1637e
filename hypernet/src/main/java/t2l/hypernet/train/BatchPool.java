package t2l.hypernet.train;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import t2l.tensor.DType;

/// The batches of a training. Sequences, length and tasks are the same in every step, the number of labels is not: room
/// for them comes in steps of [#LABELS], so that few shapes occur, and a shape comes in the same object each time.
final class BatchPool {
    private static final int LABELS = 128;

    private final Arena arena;
    private final DType precision;
    private final Batch.Shape shape;
    private final boolean bySequence;
    private final long seed;
    private final List<Batch> made = new ArrayList<>();

    /// @param shape      of all batches, but for its labels
    /// @param bySequence whether every sequence weighs the same, or every label
    BatchPool(Arena arena, DType precision, Batch.Shape shape, boolean bySequence, long seed) {
        this.arena = arena;
        this.precision = precision;
        this.shape = shape;
        this.bySequence = bySequence;
        this.seed = seed;
    }

    /// The batch with these tokens and labels `[B,T]`.
    Batch of(int[] tokens, int[] labels, long step) {
        Batch batch = roomFor(Batch.labels(labels));
        batch.fill(tokens, labels, bySequence, seed, step);
        return batch;
    }

    private Batch roomFor(int labels) {
        int room = Math.ceilDiv(Math.max(1, labels), LABELS) * LABELS;
        for (Batch known : made) {
            if (known.shape().labels() == room) {
                return known;
            }
        }
        Batch batch = new Batch(arena, precision,
                new Batch.Shape(shape.sequences(), shape.length(), room, shape.tasks(), shape.embedding()));
        made.add(batch);
        return batch;
    }
}
