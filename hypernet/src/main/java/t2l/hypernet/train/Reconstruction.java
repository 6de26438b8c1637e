package t2l.hypernet.train;

import module java.base;
import t2l.autograd.*;
import t2l.hypernet.*;
import t2l.hypernet.data.*;
import t2l.hypernet.data.OracleData.OracleBatch.Wanted;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.*;
import t2l.transformer.DropoutRate;

/// Reconstruction (t2l-spec §8): trains a hypernetwork to output given adapters, without a language model.
public final class Reconstruction implements Objective<OracleData.OracleBatch> {
    /// The space of the comparison. Distances are mean absolute differences over all layers and tasks, averaged over
    /// targets.
    public sealed interface Space {
        /// The factors: half the distance of `A` plus half that of `B`.
        record Factors() implements Space {}

        /// Standardised factors, `(x − mean)/(std + 1e-10)`, which are the output of the network.
        record Standardised(Map<Target, Oracles.Spread> spreads) implements Space {}

        /// The products: `|B·A − scaling·B*·A*|`. The network's are larger than the adapters' by `scaling`.
        record Updates(double scaling) implements Space {}
    }

    private final Layout layout = new Layout();
    private final HyperNetwork network;
    private final Space space;
    private final double dropout;
    private final Arena arena;
    private final Map<Integer, HyperNetwork.Rows> rows = new HashMap<>();
    private final IdentityHashMap<OracleData.OracleBatch, Map<Target, Scales>> scales = new IdentityHashMap<>();

    /// @param config  its output must match `space`
    /// @param dropout dropout of the hypernetwork
    /// @param arena   holds index tensors and scales
    public Reconstruction(HyperConfig config, Space space, double dropout, Arena arena) {
        this.network = new HyperNetwork(layout, new StateDict("oracles", tables(space)), config);
        this.space = space;
        this.dropout = dropout;
        this.arena = arena;
    }

    /// The tables that scale standardised factors back, by their state-dict names.
    private static Map<String, Tensor> tables(Space space) {
        Map<String, Tensor> tables = new HashMap<>();
        if (space instanceof Space.Standardised(Map<Target, Oracles.Spread> spreads)) {
            spreads.forEach((t, spread) -> {
                tables.putAll(Tables.named(Tables.MEAN, t, spread.meanA(), spread.meanB()));
                tables.putAll(Tables.named(Tables.DEVIATION, t, spread.stdA(), spread.stdB()));
            });
        }
        return tables;
    }

    @Override
    public Layout layout() {
        return layout;
    }

    public HyperNetwork network() {
        return network;
    }

    @Override
    public Loss loss(Pass pass, OracleData.OracleBatch batch) {
        HyperNetwork.Rows index = rows.computeIfAbsent(batch.tasks(), s -> network.rows(arena, s));
        Map<Target, HyperNetwork.Factors> written = network.write(pass, batch.described(), index,
                DropoutRate.of(dropout, batch.key()));
        List<Var> totals = new ArrayList<>();
        List<Var> errors = new ArrayList<>();
        batch.wanted().forEach((t, wanted) -> {
            Var a = written.get(t).a();
            Var b = written.get(t).b().t();
            Loss loss = switch (space) {
                case Space.Factors _ -> {
                    Var off = both(a, b, wanted);
                    yield new Loss(off, off);
                }
                case Space.Standardised(Map<Target, Oracles.Spread> spreads) -> standardised(a, b, wanted,
                        scales.computeIfAbsent(batch, _ -> new HashMap<>()).computeIfAbsent(t,
                                _ -> Scales.of(arena, spreads.get(t), wanted, batch.tasks())));
                case Space.Updates(double scaling) -> {
                    Var off = mean(a.deltaL1(b.t(), wanted.a(), wanted.b().t(), scaling));
                    yield new Loss(off, off.scale(1 / scaling));
                }
            };
            totals.add(loss.total());
            errors.add(loss.task());
        });
        Var total = mean(totals);
        return new Loss(total, mean(errors));
    }

    private Loss standardised(Var a, Var b, Wanted wanted, Scales scales) {
        Kernels k = a.pass().kernels();
        Wanted centred = scales.centre(k, wanted);
        Var rawA = a.mul(a.pass().constant(scales.deviation().a()));
        Var rawB = b.mul(b.pass().constant(scales.deviation().b()));
        return new Loss(both(a, b, scales.standardise(k, centred)), both(rawA, rawB, centred));
    }

    /// `½ mean |a − wanted.a| + ½ mean |b − wanted.b|`
    private Var both(Var a, Var b, Wanted wanted) {
        return distance(a, wanted.a()).add(distance(b, wanted.b())).scale(0.5);
    }

    /// `mean |x − wanted|` of `[n,r,c]`. The copy is needed because rows of the heads' output have another length.
    private Var distance(Var x, Tensor wanted) {
        int lines = wanted.dim(0) * wanted.dim(1);
        return mean(x.scale(1).reshape(lines, wanted.dim(2)).l1(wanted.reshape(lines, wanted.dim(2))));
    }

    private Var mean(Var all) {
        int n = (int) all.value().size();
        Tensor weights = Tensor.allocate(arena, all.value().dtype(), all.value().dims()).fill(1.0 / n);
        return all.dot(weights);
    }

    private static Var mean(List<Var> parts) {
        return parts.stream().reduce(Var::add).orElseThrow().scale(1.0 / parts.size());
    }

    /// The means and deviations of one target for the rows of a batch, and buffers for standardised factors.
    private record Scales(Wanted minusMean, Wanted deviation, Wanted precision, Wanted centred, Wanted standardised) {
        static Scales of(Arena arena, Oracles.Spread spread, Wanted like, int tasks) {
            Wanted minusMean = allocate(arena, like);
            Wanted deviation = allocate(arena, like);
            Wanted precision = allocate(arena, like);
            tile(spread.meanA(), spread.stdA(), tasks, minusMean.a(), deviation.a(), precision.a());
            tile(spread.meanB().t(), spread.stdB().t(), tasks, minusMean.b(), deviation.b(), precision.b());
            return new Scales(minusMean, deviation, precision, allocate(arena, like), allocate(arena, like));
        }

        private static Wanted allocate(Arena arena, Wanted like) {
            DType dtype = like.a().dtype();
            return new Wanted(Tensor.allocate(arena, dtype, like.a().dims()),
                    Tensor.allocate(arena, dtype, like.b().dims()));
        }

        /// Repeats the values of each layer, `[L,r,c]`, for every task.
        private static void tile(Tensor mean, Tensor std, int tasks, Tensor minusMean, Tensor deviation,
                Tensor precision) {
            long size = mean.size() / mean.dim(0);
            for (long at = 0; at < minusMean.size(); at++) {
                long from = at / size / tasks * size + at % size;
                minusMean.set(at, -mean.get(from));
                deviation.set(at, std.get(from) + Tables.MIN_DEVIATION);
                precision.set(at, 1 / (std.get(from) + Tables.MIN_DEVIATION));
            }
        }

        Wanted centre(Kernels k, Wanted wanted) {
            k.run(new Add(wanted.a(), minusMean.a(), centred.a()));
            k.run(new Add(wanted.b(), minusMean.b(), centred.b()));
            return centred;
        }

        Wanted standardise(Kernels k, Wanted centred) {
            k.run(new Mul(centred.a(), precision.a(), standardised.a()));
            k.run(new Mul(centred.b(), precision.b(), standardised.b()));
            return standardised;
        }
    }
}
