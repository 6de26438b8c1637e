package t2l.hypernet.data;

import module java.base;
import t2l.hypernet.TaskBatch;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Losses.CrossEntropy;

/// The text of a training step: `B` right-padded sequences of `T` tokens, their labels, and what is read of their `S`
/// tasks. `S` divides `B`, and the sequences of a task are consecutive. The tensors keep their addresses, so that a recorded
/// step can be replayed on new contents.
///
/// Logits are only computed for hidden states that predict a label: `rows` selects those `R` of the `B·T`.
public final class Batch implements Data.Input {
    /// The sizes of a batch.
    ///
    /// @param sequences `B`
    /// @param length    `T`
    /// @param labels    `R`, the maximum number of labels; unused ones are ignored
    public record Shape(int sequences, int length, int labels) {}

    private final Shape shape;
    private final Tensor ids;
    private final Tensor positions;
    private final Tensor span;
    private final Tensor rows;
    private final Tensor targets;
    private final Tensor weights;
    private final TaskBatch described;
    private final Tensor key;
    private int share;

    /// An empty batch in memory of `arena`, of one task of which nothing is read.
    ///
    /// @param precision of weights
    public Batch(Arena arena, DType precision, Shape shape) {
        this(arena, precision, shape, TaskBatch.none(arena, precision));
    }

    /// An empty batch in memory of `arena`.
    ///
    /// @param precision of weights
    /// @param described what is read of the tasks; may be shared with other batches that are not used at the same time
    public Batch(Arena arena, DType precision, Shape shape, TaskBatch described) {
        this.shape = shape;
        this.described = described;
        int b = shape.sequences();
        int t = shape.length();
        ids = Tensor.allocate(arena, DType.I32, b, t);
        positions = Tensor.allocate(arena, DType.I32, b * t);
        span = Tensor.allocate(arena, DType.I32, b, 2);
        for (int i = 0; i < b * t; i++) {
            positions.set(i, i % t);
        }
        for (int i = 0; i < b; i++) {
            span.set(2L * i + 1, t);
        }
        rows = Tensor.allocate(arena, DType.I32, shape.labels());
        targets = Tensor.allocate(arena, DType.I32, shape.labels());
        weights = Tensor.allocate(arena, precision, shape.labels());
        key = Tensor.allocate(arena, DType.I32, 2);
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

    public Shape shape() {
        return shape;
    }

    /// `i32[B,T]`
    public Tensor ids() {
        return ids;
    }

    /// `i32[B·T]`: 0 … T−1 in every sequence.
    public Tensor positions() {
        return positions;
    }

    /// `i32[B,2]`: all keys; padding is on the right, where causal attention does not reach it.
    public Tensor span() {
        return span;
    }

    /// `i32[R]`: the indices of the hidden states that predict a label, or −1.
    public Tensor rows() {
        return rows;
    }

    /// `i32[R]`: the labels, or [CrossEntropy#IGNORE].
    public Tensor targets() {
        return targets;
    }

    /// `[R]`: the weight of each label in the loss.
    public Tensor weights() {
        return weights;
    }

    /// What is read of the tasks.
    public TaskBatch described() {
        return described;
    }

    /// `i32[2]`: the noise of this step ([t2l.tensor.kernel.Noise]).
    public Tensor key() {
        return key;
    }

    /// The number of sequences with labels, or of labels.
    @Override
    public int share() {
        return share;
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
        share = bySequence ? sequences : total;
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

    /// The batches of a training run. The numbers of sequences and tasks are the same in every step. The number of labels is
    /// rounded up to a multiple of [#LABELS], so that there are few shapes, and each shape always has the same object.
    static final class Pool {
        private static final int LABELS = 32;

        private final Arena arena;
        private final DType precision;
        private final int sequences;
        private final TaskBatch described;
        private final boolean bySequence;
        private final long seed;
        private final Map<Shape, Batch> made = new HashMap<>();

        /// @param sequences  of all batches
        /// @param described  what is read of the tasks, the same object in all batches
        /// @param bySequence whether every sequence has the same weight, or every label
        Pool(Arena arena, DType precision, int sequences, TaskBatch described, boolean bySequence, long seed) {
            this.arena = arena;
            this.precision = precision;
            this.sequences = sequences;
            this.described = described;
            this.bySequence = bySequence;
            this.seed = seed;
        }

        /// The batch with these tokens and labels `[B,T]`.
        Batch of(int[] tokens, int[] labels, long step) {
            int capacity = Math.ceilDiv(Math.max(1, Batch.labels(labels)), LABELS) * LABELS;
            Batch batch = made.computeIfAbsent(new Shape(sequences, tokens.length / sequences, capacity),
                    shape -> new Batch(arena, precision, shape, described));
            batch.fill(tokens, labels, bySequence, seed, step);
            return batch;
        }
    }
}
