package t2l.hypernet.train;

import module java.base;
import t2l.autograd.*;
import t2l.hypernet.*;
import t2l.hypernet.data.*;
import t2l.hypernet.eval.ExactMatch;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Losses.CrossEntropy;
import t2l.tensor.kernel.Norms.Softmax;
import t2l.tensor.kernel.Products.Dot;
import t2l.tensor.ranks.Ranks;
import t2l.transformer.*;

/// Pairs that are not trained on, to measure what is trained (t2l-spec §9.3, end): without label smoothing, noise or
/// penalties, every pair with one of its task's descriptions in turn.
public final class ValidationSet {
    /// Names of the controls, behind that of a set.
    public static final String OTHER = "other";
    public static final String NONSENSE = "nonsense";

    /// Number of labels whose logits are in memory at the same time.
    private static final int LABELS = 256;

    /// Means over the batches.
    ///
    /// @param loss     cross entropy in nats per token, every pair with the same weight
    /// @param accuracy the share of correctly predicted tokens
    /// @param entropy  of the predictions, in nats
    public record Score(double loss, double accuracy, double entropy) {}

    /// A validation pair.
    private record Item(int task, int pair, int description) {}

    private final String name;
    private final List<TokenPairs> pairs;
    private final List<Descriptions> descriptions;
    private final List<Item> items = new ArrayList<>();
    private final int together;
    private final int pad;

    /// @param name         the name of the set
    /// @param pairs        validation pairs of each task
    /// @param descriptions of each task, read together; empty if there is one adapter for all
    /// @param together     pairs per batch
    public ValidationSet(String name, List<TokenPairs> pairs, List<Descriptions> descriptions, int together, int pad) {
        this.name = name;
        this.pairs = List.copyOf(pairs);
        this.descriptions = List.copyOf(descriptions);
        this.together = BatchSampler.positive("pairs of a validation batch", together);
        this.pad = pad;
        for (int task = 0; task < pairs.size(); task++) {
            int drawn = descriptions.isEmpty() ? 1 : descriptions.get(task).count();
            for (int i = 0; i < pairs.get(task).size(); i++) {
                items.add(new Item(task, i, i % drawn));
            }
        }
        BatchSampler.positive("validation pairs", items.size());
    }

    /// The same pairs with other descriptions of each task; `control` is added to the name.
    ValidationSet with(String control, List<Descriptions> others) {
        return new ValidationSet(control(name, control), pairs, others, together, pad);
    }

    /// The name of a set with other descriptions.
    public static String control(String name, String control) {
        return name + "/" + control;
    }

    public String name() {
        return name;
    }

    /// The score of `values`, to which every rank adds that of a part of the batches: batch `i` is of rank `i % R`.
    public Score score(Objective.Tuning of, Parameters values, Kernels kernels, Ranks ranks) {
        int batches = Math.ceilDiv(items.size(), together);
        int each = Math.ceilDiv(batches, ranks.count());
        try (Workspace workspace = new Workspace(); Arena whole = Arena.ofShared()) {
            Tensor own = Tensor.allocate(whole, DType.F64, each, 3);
            Tensor all = Tensor.allocate(whole, DType.F64, ranks.count() * each, 3);
            for (int i = ranks.rank(); i < batches; i += ranks.count()) {
                try (Arena arena = Arena.ofShared()) {
                    int from = i * together;
                    Batch batch = batch(items.subList(from, Math.min(items.size(), from + together)),
                            values.flat().dtype(), arena);
                    Score one = score(of, batch, () -> Pass.inference(kernels, workspace, values), arena);
                    long row = 3L * (i / ranks.count());
                    own.set(row, one.loss());
                    own.set(row + 1, one.accuracy());
                    own.set(row + 2, one.entropy());
                }
            }
            ranks.gather(own, all);
            double[] sum = new double[3];
            for (int i = 0; i < batches; i++) {
                for (int k = 0; k < sum.length; k++) {
                    sum[k] += all.at(i % ranks.count() * each + i / ranks.count(), k);
                }
            }
            return new Score(sum[0] / batches, sum[1] / batches, sum[2] / batches);
        }
    }

    private Batch batch(List<Item> some, DType precision, Arena arena) {
        int length = some.stream().mapToInt(i -> pairs.get(i.task()).rowLength(i.pair(), i.pair() + 1)).max()
                .orElseThrow();
        TaskBatch described = TaskBatch.allocate(arena, precision, some.size(), descriptions);
        Batch batch = Batch.of(arena, described, precision,
                some.stream().map(i -> new TokenPairs.Row(pairs.get(i.task()), i.pair())).toList(), length, pad, true);
        for (int row = 0; row < some.size() && !descriptions.isEmpty(); row++) {
            Item item = some.get(row);
            described.describe(row, descriptions.get(item.task()), item.description(), TaskBatch.ALL);
        }
        return batch;
    }

    /// The score of one batch.
    ///
    /// @param passes opens passes with the trained values
    static Score score(Objective.Tuning of, Batch batch, Supplier<Pass> passes, Arena arena) {
        try (Pass pass = passes.get()) {
            ActiveAdapter adapter = of.adapter(pass, batch);
            Var hidden = of.model().hidden(pass, batch.ids(), new Context(adapter, batch.positions(), batch.span()));
            Tensor labelled = hidden.gather(batch.rows()).value();
            double[] sum = new double[3];
            int labels = batch.shape().labels();
            for (int from = 0; from < labels; from += LABELS) {
                int count = Math.min(LABELS, labels - from);
                try (Pass inner = passes.get(); Arena local = Arena.ofShared()) {
                    double[] some = labels(of, batch, inner, labelled.narrow(0, from, count), from, local);
                    for (int k = 0; k < sum.length; k++) {
                        sum[k] += some[k];
                    }
                }
            }
            long counted = Arrays.stream(batch.targets().toDoubles()).filter(id -> id != CrossEntropy.IGNORE).count();
            return new Score(sum[0], sum[1] / counted, sum[2] / counted);
        }
    }

    /// The labels from index `from`: their part of the loss, the number predicted correctly, the sum of the entropies.
    private static double[] labels(Objective.Tuning of, Batch batch, Pass pass, Tensor hidden, int from, Arena arena) {
        Kernels kernels = pass.kernels();
        int n = hidden.dim(0);
        Tensor logits = of.model().logits(pass, pass.constant(hidden)).value();
        Tensor targets = batch.targets().narrow(0, from, n);
        Tensor loss = Tensor.allocate(arena, logits.dtype(), n);
        Tensor lse = Tensor.allocate(arena, logits.dtype(), n);
        kernels.run(new CrossEntropy(logits, targets, 0, loss, lse));
        Tensor chances = Tensor.allocate(arena, logits.dtype(), logits.dims());
        kernels.run(new Softmax(logits, chances));
        Tensor mean = Tensor.allocate(arena, logits.dtype(), 1);
        double[] sum = new double[3];
        for (int i = 0; i < n; i++) {
            int target = (int) targets.get(i);
            if (target != CrossEntropy.IGNORE) {
                kernels.run(new Dot(chances.narrow(0, i, 1), logits.narrow(0, i, 1), mean));
                sum[0] += batch.weights().get(from + i) * loss.get(i);
                sum[1] += ExactMatch.likeliest(logits, i) == target ? 1 : 0;
                sum[2] += lse.get(i) - mean.get(0);
            }
        }
        return sum;
    }
}
