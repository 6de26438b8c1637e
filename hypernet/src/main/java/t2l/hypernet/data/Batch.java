package t2l.hypernet.data;

import module java.base;
import t2l.hypernet.TaskBatch;
import t2l.tensor.*;
import t2l.tensor.kernel.Losses.CrossEntropy;

/// The text of a training step: `B` right-padded sequences of `T` tokens, their labels, and what is read of their `S`
/// tasks. `S` divides `B`, and the sequences of a task are consecutive. The tensors keep their addresses, so that a recorded
/// step can be replayed on new contents.
///
/// Logits are only computed for hidden states that predict a label: `rows` selects those `R` of the `B·T`.
///
/// @param ids       `i32[B,T]`
/// @param positions `i32[B·T]`: 0 … T−1 in every sequence
/// @param span      `i32[B,2]`: all keys; padding is on the right, where causal attention does not reach it
/// @param rows      `i32[R]`: the indices of the hidden states that predict a label, or −1
/// @param targets   `i32[R]`: the labels, or [CrossEntropy#IGNORE]
/// @param weights   `[R]`: the weight of each label in the loss
/// @param described what is read of the tasks
/// @param key       `i32[2]`: the noise of this step ([t2l.tensor.kernel.Noise])
/// @param counted   `i32[1]`: see [#share]
public record Batch(Shape shape, Tensor ids, Tensor positions, Tensor span, Tensor rows, Tensor targets, Tensor weights,
        TaskBatch described, Tensor key, Tensor counted) implements Data.Input {
    /// The sizes of a batch.
    ///
    /// @param sequences `B`
    /// @param length    `T`
    /// @param labels    `R`, the maximum number of labels; unused ones are ignored
    public record Shape(int sequences, int length, int labels) {}

    /// An empty batch in memory of `arena`.
    ///
    /// @param precision of weights
    /// @param described what is read of the tasks; may be shared with other batches that are not used at the same time
    public Batch(Arena arena, DType precision, Shape shape, TaskBatch described) {
        this(shape, Tensor.allocate(arena, DType.I32, shape.sequences(), shape.length()),
                Tensor.allocate(arena, DType.I32, shape.sequences() * shape.length()),
                Tensor.allocate(arena, DType.I32, shape.sequences(), 2),
                Tensor.allocate(arena, DType.I32, shape.labels()), Tensor.allocate(arena, DType.I32, shape.labels()),
                Tensor.allocate(arena, precision, shape.labels()), described, Tensor.allocate(arena, DType.I32, 2),
                Tensor.allocate(arena, DType.I32, 1));
        for (int i = 0; i < positions.size(); i++) {
            positions.set(i, i % shape.length());
        }
        for (int i = 0; i < shape.sequences(); i++) {
            span.set(2L * i + 1, shape.length());
        }
    }

    /// A batch of these rows in memory of `arena`.
    ///
    /// @param length     `T`
    /// @param pad        fills the rest of a row
    /// @param bySequence see [#fill]
    public static Batch of(Arena arena, TaskBatch described, DType precision, List<TokenPairs.Row> some, int length,
            int pad, boolean bySequence) {
        int[] ids = new int[some.size() * length];
        int[] labels = new int[ids.length];
        for (int row = 0; row < some.size(); row++) {
            some.get(row).pairs().writeRow(some.get(row).index(), row, length, pad, ids, labels);
        }
        Batch batch = new Batch(arena, precision, new Shape(some.size(), length, Math.max(1, labels(labels))),
                described);
        batch.fill(ids, labels, bySequence, 0, 0);
        return batch;
    }

    /// The number of sequences with labels, or of labels.
    @Override
    public int share() {
        return (int) counted.get(0);
    }

    /// The number of labels in `targets`.
    public static int labels(int[] targets) {
        return labels(targets, 0, targets.length);
    }

    private static int labels(int[] targets, int from, int to) {
        int n = 0;
        for (int i = from; i < to; i++) {
            n += targets[i] == CrossEntropy.IGNORE ? 0 : 1;
        }
        return n;
    }

    /// Sets the tokens of a step. Either all sequences have the same weight, divided equally among their labels
    /// (`equally_weight_sample`, t2l-spec §9.3), or all labels have.
    ///
    /// @param tokens `[B,T]`
    /// @param labels `[B,T]`: the next token where it is a label, else [CrossEntropy#IGNORE]
    public void fill(int[] tokens, int[] labels, boolean bySequence, long seed, long step) {
        int length = shape.length();
        int total = labels(labels);
        int sequences = 0;
        for (int b = 0; b < shape.sequences(); b++) {
            sequences += labels(labels, b * length, (b + 1) * length) > 0 ? 1 : 0;
        }
        counted.set(0, bySequence ? sequences : total);
        int at = 0;
        for (int b = 0; b < shape.sequences(); b++) {
            int own = labels(labels, b * length, (b + 1) * length);
            double weight = 1.0 / (bySequence ? (double) sequences * own : total);
            for (int i = b * length; i < (b + 1) * length; i++) {
                ids.set(i, tokens[i]);
                if (labels[i] != CrossEntropy.IGNORE) {
                    rows.set(at, i);
                    targets.set(at, labels[i]);
                    weights.set(at++, weight);
                }
            }
        }
        for (; at < shape.labels(); at++) {
            rows.set(at, -1);
            targets.set(at, CrossEntropy.IGNORE);
            weights.set(at, 0);
        }
        key.set(0, (int) seed);
        key.set(1, (int) step);
    }
}
