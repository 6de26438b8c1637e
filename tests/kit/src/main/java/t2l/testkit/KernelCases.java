package t2l.testkit;

import static t2l.testkit.Rounding.U;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.kernel.*;
import t2l.tensor.kernel.Attending.*;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.kernel.Lookups.*;
import t2l.tensor.kernel.Losses.*;
import t2l.tensor.kernel.Norms.*;
import t2l.tensor.kernel.Products.*;
import t2l.tensor.kernel.Recurrent.*;
import t2l.tensor.kernel.Routing.*;
import t2l.tensor.kernel.Sequences.*;
import t2l.testkit.KernelCase.Layout;

/// Every kernel with operands drawn for it and the bound on its error. A kernel added to [t2l.tensor.backend.Kernels] needs a
/// line here.
///
/// Bounds are to first order in [Rounding#U]: each is the number of roundings a term passes through times its size. An
/// accumulating kernel's old content is one more term.
public final class KernelCases {
    /// Sizes of one case.
    ///
    /// @param n rows
    /// @param c columns
    public record Size(int n, int c) {}

    private static final Map<String, BiConsumer<KernelCase, Size>> ALL = new TreeMap<>();

    private KernelCases() {}

    /// The names of [t2l.tensor.backend.Kernels] that have cases.
    public static Iterable<String> names() {
        return ALL.keySet();
    }

    /// A case of this kernel.
    public static KernelCase draw(String kernel, Arena arena, RandomGenerator random, Layout layout, Size size) {
        KernelCase c = new KernelCase(arena, random, layout);
        ALL.get(kernel).accept(c, size);
        return c;
    }

    static {
        ALL.put("fill",
                (k, s) -> k.out(s.n, s.c).does(t -> new Fill(0.1, t.get(0)), (_, x) -> Rounding.each(x[0], _ -> U)));
        ALL.put("copy", (k, s) -> copy(k, s));
        ALL.put("scale", (k, s) -> k.in(s.n, s.c).out(s.n, s.c).does(t -> new Scale(-1.7, t.get(0), t.get(1)),
                (_, x) -> Rounding.each(x[0], i -> 2 * U * 1.7 * Math.abs(x[0][i]))));
        ALL.put("scaleAdd", (k, s) -> k.in(s.n, s.c).out(s.n, s.c).does(t -> new ScaleAdd(-1.7, t.get(0), t.get(1)),
                (_, x) -> Rounding.each(x[0], i -> 3 * U * (1.7 * Math.abs(x[0][i]) + Math.abs(x[1][i])))));
        ALL.put("scaleByAdd", (k, s) -> k.in(1).in(s.n, s.c).out(s.n, s.c).does(
                t -> new ScaleByAdd(-1.7, t.get(0), t.get(1), t.get(2)),
                (_, x) -> Rounding.each(x[1], i -> 4 * U * (1.7 * Math.abs(x[0][0] * x[1][i]) + Math.abs(x[2][i])))));
        ALL.put("add", (k, s) -> k.in(2, s.n, s.c).in(2, s.n, s.c).out(2, s.n, s.c).does(
                t -> new Add(t.get(0), t.get(1), t.get(2)), (_, x) -> new double[x[0].length]));
        ALL.put("mul", (k, s) -> k.in(s.n, s.c).in(s.n, s.c).out(s.n, s.c).does(
                t -> new Mul(t.get(0), t.get(1), t.get(2)), (_, x) -> new double[x[0].length]));
        ALL.put("mulAdd", (k, s) -> k.in(s.n, s.c).in(s.n, s.c).out(s.n, s.c).does(
                t -> new MulAdd(t.get(0), t.get(1), t.get(2)),
                (_, x) -> Rounding.each(x[0], i -> 2 * U * (Math.abs(x[0][i] * x[1][i]) + Math.abs(x[2][i])))));
        ALL.put("addRow", (k, s) -> k.in(s.n, s.c).in(s.c).out(s.n, s.c).does(
                t -> new AddRow(t.get(0), t.get(1), t.get(2)), (_, x) -> new double[x[0].length]));
        ALL.put("sumRowsAdd", (k, s) -> k.in(s.n, s.c).out(s.c).does(t -> new SumRowsAdd(t.get(0), t.get(1)),
                (_, x) -> Rounding.columns(s, x[1], i -> Math.abs(x[0][i]), s.n + 4)));
        ALL.put("dot", (k, s) -> k.in(s.n, s.c).in(s.n, s.c).out(1).does(t -> new Dot(t.get(0), t.get(1), t.get(2)),
                (_, x) -> new double[] {
                    (s.n * s.c + 4) * U * Rounding.sum(0, s.n * s.c, i -> Math.abs(x[0][i] * x[1][i]))}));
        ALL.put("matmul", (k, s) -> product(k, s, 0));
        ALL.put("matmulAdd", (k, s) -> product(k, s, 0.7));
        ALL.put("expertMatMul", (k, s) -> experts(k, s, false));
        ALL.put("expertMatMul that adds", (k, s) -> experts(k, s, true));
        ALL.put("expertWeightGradAdd", (k, s) -> expertGradients(k, s));
        ALL.put("topExperts", (k, s) -> {
            int most = k.random().nextInt(Math.min(1, s.c), s.c + 1);
            k.in(s.n, s.c).out(DType.I32, s.n * most).out(DType.I32, s.n * most).out(DType.I32, s.n * most)
                    .out(DType.I32, s.n * most).out(DType.I32, s.c)
                    .does(t -> new TopExperts(t.get(0), t.get(1), t.get(2), t.get(3), t.get(4), t.get(5)),
                            (o, x) -> new double[x[o].length]);
        });
        ALL.put("loraAdd", (k, s) -> lowRank(k, s));
        ALL.put("map", (k, s) -> {
            Unary u = unary(k.random());
            k.in(s.n, s.c).out(s.n, s.c).does(t -> new Pointwise(u, t.get(0), t.get(1)),
                    (_, x) -> Rounding.each(x[0], i -> Rounding.curve(x[0][i])));
        });
        ALL.put("mapGradAdd", (k, s) -> {
            Unary u = unary(k.random());
            k.in(s.n, s.c).in(s.n, s.c).out(s.n, s.c).does(t -> new PointwiseGradAdd(u, t.get(0), t.get(1), t.get(2)),
                    (_, x) -> Rounding.each(x[0], i -> Math.abs(x[1][i])
                            * (Rounding.curve(x[0][i]) + 3 * U * Math.abs(u.df(x[0][i]))) + 3 * U * Math.abs(x[2][i])));
        });
        ALL.put("gate", (k, s) -> {
            Unary u = unary(k.random());
            k.in(s.n, s.c).in(s.n, s.c).out(s.n, s.c).does(t -> new Gate(u, t.get(0), t.get(1), t.get(2)),
                    (_, x) -> Rounding.each(x[0],
                            i -> Math.abs(x[1][i]) * (Rounding.curve(x[0][i]) + 2 * U * Math.abs(u.f(x[0][i])))));
        });
        ALL.put("gateGradAdd", (k, s) -> {
            Unary u = unary(k.random());
            k.in(s.n, s.c).in(s.n, s.c).in(s.n, s.c).out(s.n, s.c).out(s.n, s.c).does(
                    t -> new GateGradAdd(u, t.get(0), t.get(1), t.get(2), t.get(3), t.get(4)),
                    (o, x) -> Rounding.each(x[0], i -> {
                        double by = Math.abs(x[2][i]) * (o == 3 ? Math.abs(x[1][i]) : 1);
                        double curve = Math.abs(o == 3 ? u.df(x[0][i]) : u.f(x[0][i]));
                        return by * (Rounding.curve(x[0][i]) + 4 * U * curve) + 4 * U * Math.abs(x[o][i]);
                    }));
        });
        ALL.put("rmsNorm", (k, s) -> k.in(s.n, s.c).in(s.c).out(s.n, s.c).out(s.n).does(
                t -> new RmsNorm(t.get(0), t.get(1), 1e-3, t.get(2), t.get(3)), (o, x) -> NormBounds.rms(s, o, x)));
        ALL.put("rmsNormGradAdd", (k, s) -> k.in(s.n, s.c).in(s.c).in(s.n).in(s.n, s.c).out(s.n, s.c).does(
                t -> new RmsNormGradAdd(t.get(0), t.get(1), t.get(2), t.get(3), t.get(4)),
                (_, x) -> NormBounds.rmsGrad(s, x)));
        ALL.put("rmsNormWeightGradAdd", (k, s) -> k.in(s.n, s.c).in(s.n).in(s.n, s.c).out(s.c).does(
                t -> new RmsNormWeightGradAdd(t.get(0), t.get(1), t.get(2), t.get(3)),
                (_, x) -> Rounding.columns(s, x[3], i -> Math.abs(x[2][i] * x[0][i] * x[1][i / s.c]), s.n + 6)));
        ALL.put("layerNorm", (k, s) -> k.in(s.n, s.c).in(s.c).in(s.c).out(s.n, s.c).out(s.n).out(s.n).does(
                t -> new LayerNorm(t.get(0), t.get(1), t.get(2), 1e-3, t.get(3), t.get(4), t.get(5)),
                (o, x) -> NormBounds.layer(s, o, x)));
        ALL.put("layerNormGradAdd", (k, s) -> k.in(s.n, s.c).in(s.c).in(s.n).in(s.n).in(s.n, s.c).out(s.n, s.c).does(
                t -> new LayerNormGradAdd(t.get(0), t.get(1), t.get(2), t.get(3), t.get(4), t.get(5)),
                (_, x) -> NormBounds.layerGrad(s, x)));
        ALL.put("layerNormWeightGradAdd", (k, s) -> k.in(s.n, s.c).in(s.n).in(s.n).in(s.n, s.c).out(s.c).out(s.c).does(
                t -> new LayerNormWeightGradAdd(t.get(0), t.get(1), t.get(2), t.get(3), t.get(4), t.get(5)),
                (o, x) -> Rounding.columns(s, x[o], i -> Math.abs(x[3][i])
                        * (o == 4 ? Math.abs((x[0][i] - x[1][i / s.c]) * x[2][i / s.c]) : 1), s.n + 7)));
        ALL.put("attention", (k, s) -> AttentionCases.forward(k, s));
        ALL.put("attention in pages", (k, s) -> AttentionCases.inPages(k, s));
        ALL.put("attentionGradAdd", (k, s) -> AttentionCases.backward(k, s));
        ALL.put("sinks", (k, s) -> {
            int heads = k.random().nextInt(1, 4);
            k.out(2, s.n, heads * s.c).out(2, s.n, heads).in(heads).does(t -> new Sinks(t.get(0), t.get(1), t.get(2)),
                    (o, x) -> Rounding.each(x[o], i -> o == 0
                            ? 16 * U * (1 + Math.abs(x[1][i / s.c]) + Math.abs(x[2][i / s.c % heads]))
                                    * Math.abs(x[0][i])
                            : 16 * U * (1 + Math.abs(x[1][i]) + Math.abs(x[2][i % heads]))));
        });
        ALL.put("sinksGradAdd", (k, s) -> {
            int heads = k.random().nextInt(1, 4);
            k.in(2, s.n, heads * s.c).in(2, s.n, heads).in(heads).in(2, s.n, heads * s.c).out(heads).does(
                    t -> new SinksGradAdd(t.get(0), t.get(1), t.get(2), t.get(3), t.get(4)),
                    (_, x) -> Rounding.each(x[4], h -> (2 * s.n * s.c + 16) * U * (Math.abs(x[4][h])
                            + Rounding.sum(0, 2 * s.n * heads * s.c, i -> i / s.c % heads == h
                                    ? Math.abs(x[0][i] * x[3][i]) * Math.exp(x[2][h] - x[1][i / s.c])
                                            * (1 + Math.abs(x[2][h]) + Math.abs(x[1][i / s.c]))
                                    : 0))));
        });
        ALL.put("rope", (k, s) -> rope(k, s, false));
        ALL.put("ropeAdd", (k, s) -> rope(k, s, true));
        ALL.put("causalConv", (k, s) -> {
            int skipped = k.random().nextInt(4);
            convolution(k, s, s.n + skipped, t -> new CausalConv(t.get(0), t.get(1), t.get(2), skipped - 2, t.get(3)));
        });
        ALL.put("causalConvGradAdd",
                (k, s) -> convolution(k, s, s.n, t -> new CausalConvGradAdd(t.get(1), t.get(2), t.get(0), t.get(3))));
        ALL.put("causalConvWeightGradAdd", (k, s) -> {
            int taps = k.random().nextInt(1, 6);
            k.in(2, s.n, s.c).spans(s.n).in(2, s.n, s.c).out(taps, s.c).does(
                    t -> new CausalConvWeightGradAdd(t.get(0), t.get(1), t.get(2), t.get(3)),
                    (_, x) -> Rounding.each(x[3], i -> (2 * s.n + 4) * U * (Math.abs(x[3][i])
                            + Rounding.sum(0, 2 * s.n, a -> Rounding.max(0, 2 * s.n,
                                    b -> Math.abs(x[0][b * s.c + i % s.c] * x[2][a * s.c + i % s.c]))))));
        });
        ALL.put("decay",
                (k, s) -> k.in(s.n, s.c).in(s.c).out(s.n, s.c).does(t -> new Decay(t.get(0), t.get(1), t.get(2)),
                        (_, x) -> Rounding.each(x[0], i -> 8 * U * Math.exp(x[1][i % s.c]) * (1 + Math.abs(x[0][i])))));
        ALL.put("decayGradAdd", (k, s) -> k.in(s.n, s.c).in(s.c).in(s.n, s.c).in(s.n, s.c).out(s.n, s.c).out(s.c).does(
                t -> new DecayGradAdd(t.get(0), t.get(1), t.get(2), t.get(3), t.get(4), t.get(5)),
                (o, x) -> o == 5
                        ? Rounding.columns(s, x[5], i -> Math.abs(x[2][i] * x[3][i]), s.n + 4)
                        : Rounding.each(x[4], i -> 8 * U
                                * (Math.exp(x[1][i % s.c]) * Math.abs(x[3][i]) + Math.abs(x[4][i])))));
        ALL.put("deltaRule", (k, s) -> DeltaCases.forward(k, s));
        ALL.put("deltaRuleGradAdd", (k, s) -> DeltaCases.backward(k, s));
        ALL.put("gather", (k, s) -> {
            List<DType> types = Arrays.stream(DType.values()).filter(t -> t != DType.F64 && t != DType.I32).toList();
            DType type = types.get(k.random().nextInt(types.size()));
            int c = Math.ceilDiv(s.c, type.blockSize()) * type.blockSize();
            k.in(type, 9, c).ids(-1, 9, s.n).out(s.n, c).does(t -> new Gather(t.get(0), t.get(1), t.get(2)),
                    (_, x) -> new double[x[2].length]);
        });
        ALL.put("scatterAdd", (k, s) -> k.in(s.n, s.c).ids(-1, 9, s.n).out(9, s.c).does(
                t -> new ScatterAdd(t.get(0), t.get(1), t.get(2)),
                (_, x) -> Rounding.each(x[2], i -> {
                    double all = Rounding.sum(0, s.n,
                            r -> (int) x[1][r] == i / s.c ? Math.abs(x[0][r * s.c + i % s.c]) : 0);
                    return (s.n + 1) * U * (all + Math.abs(x[2][i]));
                })));
        ALL.put("crossEntropy", (k, s) -> k.in(s.n, s.c).ids(targets(k, s)).out(s.n).out(s.n).does(
                t -> new CrossEntropy(t.get(0), t.get(1), 0.1, t.get(2), t.get(3)),
                (o, x) -> Rounding.each(x[o], r -> {
                    double most = Rounding.max(r * s.c, s.c, i -> Math.abs(x[0][i]));
                    return (s.c + 8) * U + 8 * U * most + (o == 2 ? (s.c + 8) * U * most : 0);
                })));
        ALL.put("crossEntropyGrad", (k, s) -> {
            double cap = k.random().nextBoolean() ? Double.POSITIVE_INFINITY : 10;
            k.out(s.n, s.c).ids(targets(k, s)).in(s.n).in(s.n).does(
                    t -> new CrossEntropyGrad(t.get(0), t.get(1), 0.1, cap, t.get(2), t.get(3)),
                    (_, x) -> Rounding.each(x[0], i -> {
                        double p = Math.exp(x[0][i] - x[2][i / s.c]);
                        double arguments = 2 * (Math.abs(x[0][i]) + Math.abs(x[2][i / s.c]));
                        double value = Math.abs(x[3][i / s.c]) * U * (p * (arguments + 8) + 4);
                        // 1 − (z/cap)² cancels near the cap: what it is off is relative to 1
                        return cap == Double.POSITIVE_INFINITY
                                ? value
                                : value + 6 * U * Math.abs(x[3][i / s.c]) * (p + 1);
                    }));
        });
        ALL.put("softmax", (k, s) -> k.in(s.n, s.c).out(s.n, s.c).does(t -> new Softmax(t.get(0), t.get(1)),
                (_, x) -> Rounding.each(x[0], i -> {
                    int row = i / s.c * s.c;
                    double most = Rounding.max(row, s.c, j -> Math.abs(x[0][j]));
                    double sum = Rounding.sum(row, s.c, j -> Math.exp(x[0][j] - x[0][i]));
                    return (4 * most + s.c + 12) * U / sum;
                })));
        ALL.put("softmaxGradAdd", (k, s) -> k.in(s.n, s.c).in(s.n, s.c).out(s.n, s.c).does(
                t -> new SoftmaxGradAdd(t.get(0), t.get(1), t.get(2)),
                (_, x) -> Rounding.each(x[0], i -> {
                    double mean = Rounding.sum(i / s.c * s.c, s.c, j -> Math.abs(x[0][j] * x[1][j]));
                    return U * ((s.c + 6) * Math.abs(x[0][i]) * (Math.abs(x[1][i]) + mean) + 2 * Math.abs(x[2][i]));
                })));
        ALL.put("l1", (k, s) -> k.in(s.n, s.c).in(s.n, s.c).out(s.n).does(t -> new L1(t.get(0), t.get(1), t.get(2)),
                (_, x) -> Rounding.each(x[2], r -> (s.c + 4) * U / s.c
                        * Rounding.sum(r * s.c, s.c, i -> Math.abs(x[0][i]) + Math.abs(x[1][i])))));
        ALL.put("l1GradAdd", (k, s) -> k.in(s.n, s.c).in(s.n, s.c).in(s.n).out(s.n, s.c).does(
                t -> new L1GradAdd(t.get(0), t.get(1), t.get(2), t.get(3)),
                (_, x) -> Rounding.each(x[3], i -> 2 * U * (Math.abs(x[2][i / s.c]) / s.c + Math.abs(x[3][i])))));
        ALL.put("dropout", (k, s) -> k.ids(0, 1000, 2).in(s.n, s.c).out(s.n, s.c).does(
                t -> new Dropout(0.3, t.get(0), 7, false, t.get(1), t.get(2)),
                (_, x) -> Rounding.each(x[1], i -> 2 * U * Math.abs(x[1][i]) / 0.7)));
        ALL.put("dropoutAdd", (k, s) -> k.ids(0, 1000, 2).in(s.n, s.c).out(s.n, s.c).does(
                t -> new Dropout(0.3, t.get(0), 7, true, t.get(1), t.get(2)),
                (_, x) -> Rounding.each(x[1], i -> 3 * U * (Math.abs(x[1][i]) / 0.7 + Math.abs(x[2][i])))));
        ALL.put("perturb", (k, s) -> k.ids(0, 1000, 2).in(s.n, s.c).out(s.n, s.c).does(
                t -> new Perturb(0.3, t.get(0), 7, t.get(1), t.get(2)),
                (_, x) -> Rounding.each(x[1], i -> 2 * U * (Math.abs(x[1][i]) + 0.3))));
        ALL.put("sideBySide", (k, s) -> k.in(s.n, s.c).out(s.n, s.c).out(s.n, s.c).out(s.n, s.c).does(
                t -> new SideBySide(List.of(new Scale(-1.7, t.get(0), t.get(1)), new Copy(t.get(0), t.get(2)),
                        new Scale(0.3, t.get(0), t.get(3)))),
                (_, x) -> Rounding.each(x[0], i -> 2 * U * 1.7 * Math.abs(x[0][i]))));
        ALL.put("adamw", (k, s) -> k.out(s.n, s.c).in(s.n, s.c).out(s.n, s.c).outPositive(s.n, s.c).does(
                t -> new AdamWStep(t.get(0), t.get(1), t.get(2), t.get(3), 0.01, 0.9, 0.999, 1e-8, 0.1, 3),
                (o, x) -> Rounding.each(x[0], i -> adam(o, x[0][i], x[1][i], x[2][i], x[3][i]))));
    }

    private static Unary unary(RandomGenerator random) {
        List<Unary> all = List.of(Unary.values());
        return all.get(random.nextInt(all.size()));
    }

    /// Any pair of types; the result must have the reference's bits, for a conversion has one right answer.
    private static void copy(KernelCase k, Size s) {
        DType[] from = DType.values();
        DType[] to = {DType.F32, DType.F32, DType.F64, DType.F16, DType.BF16};
        DType x = from[k.random().nextInt(from.length)];
        DType y = to[k.random().nextInt(to.length)];
        int c = Math.ceilDiv(s.c, x.blockSize()) * x.blockSize();
        k.in(x, s.n, c).out(y, s.n, c).does(t -> new Copy(t.get(0), t.get(1)), (_, v) -> new double[v[1].length]);
    }

    private static void lowRank(KernelCase k, Size s) {
        int inner = k.random().nextInt(1, 100);
        int rank = k.random().nextInt(1, 17);
        k.in(s.n, inner).in(inner, rank).in(rank, s.c).out(s.n, rank).out(s.n, s.c)
                .does(t -> new LoraAdd(0.7, t.get(0), t.get(1), t.get(2), t.get(3), t.get(4)), (operand, x) -> {
                    double[] h = Rounding.each(x[3], i -> Rounding.sum(0, inner,
                            j -> Math.abs(x[0][i / rank * inner + j] * x[1][j * rank + i % rank])));
                    return operand == 3
                            ? Rounding.each(h, i -> (inner + 8) * U * h[i])
                            : Rounding.each(x[4], i -> (inner + rank + 16) * U * (Math.abs(x[4][i]) + 0.7 * Rounding
                                    .sum(0, rank, q -> h[i / s.c * rank + q] * Math.abs(x[2][q * s.c + i % s.c]))));
                });
    }

    private static void product(KernelCase k, Size s, double alpha) {
        int inner = k.random().nextInt(1, 40);
        k.in(s.n, inner).in(inner, s.c).out(s.n, s.c);
        k.does(t -> alpha == 0
                ? new MatMul(t.get(0), t.get(1), t.get(2))
                : MatMul.add(alpha, t.get(0), t.get(1), t.get(2)), (_, x) -> Rounding.each(x[2], i -> {
                    double all = Rounding.sum(0, inner,
                            j -> Math.abs(x[0][i / s.c * inner + j] * x[1][j * s.c + i % s.c]));
                    return (inner + 8) * U * ((alpha == 0 ? 1 : alpha) * all + (alpha == 0 ? 0 : Math.abs(x[2][i])));
                }));
    }

    /// Where the rows of three experts end; some may have none.
    private static Tensor ends(KernelCase k, int rows) {
        int first = k.random().nextInt(rows + 1);
        return Tensor.of(Arena.ofAuto(), new int[] {first, k.random().nextInt(first, rows + 1), rows}, 3);
    }

    private static void experts(KernelCase k, Size s, boolean add) {
        int inner = k.random().nextInt(1, 40);
        k.in(s.n, inner).ids(ends(k, s.n)).in(inner, s.c).in(inner, s.c).in(inner, s.c).out(s.n, s.c);
        k.does(t -> new ExpertMatMul(t.get(0), t.get(1), t.subList(2, 5), add, t.get(5)),
                (_, x) -> Rounding.each(x[5], i -> {
                    double[] w = x[2 + expert(x[1], i / s.c)];
                    double all = Rounding.sum(0, inner,
                            j -> Math.abs(x[0][i / s.c * inner + j] * w[j * s.c + i % s.c]));
                    return (inner + 8) * U * (all + (add ? Math.abs(x[5][i]) : 0));
                }));
    }

    private static void expertGradients(KernelCase k, Size s) {
        int width = k.random().nextInt(1, 40);
        k.in(s.n, s.c).ids(ends(k, s.n)).in(s.n, width).out(width, s.c).out(width, s.c).out(width, s.c);
        k.does(t -> new ExpertWeightGradAdd(t.get(0), t.get(1), t.get(2), t.subList(3, 6)),
                (o, x) -> Rounding.each(x[o], i -> {
                    double all = Rounding.sum(0, s.n, row -> expert(x[1], row) == o - 3
                            ? Math.abs(x[2][row * width + i / s.c] * x[0][row * s.c + i % s.c])
                            : 0);
                    return (s.n + 8) * U * (all + Math.abs(x[o][i]));
                }));
    }

    private static int expert(double[] ends, int row) {
        return row < ends[0] ? 0 : row < ends[1] ? 1 : 2;
    }

    private static void rope(KernelCase k, Size s, boolean add) {
        int half = s.c;
        int heads = k.random().nextInt(1, 4);
        boolean inverse = k.random().nextBoolean();
        int head = 2 * half + (k.random().nextBoolean() ? 0 : k.random().nextInt(1, 20));
        int width = head * heads;
        k.in(s.n, width).ids(0, 11, s.n).in(11, half).in(11, half).out(s.n, width);
        k.does(t -> new Rope(t.get(0), t.get(1), t.get(2), t.get(3), head, inverse, add, t.get(4)),
                (_, x) -> Rounding.each(x[4], i -> {
                    int column = i % width % head;
                    if (column >= 2 * half) {
                        return U * (Math.abs(x[0][i]) + (add ? Math.abs(x[4][i]) : 0));
                    }
                    int pair = column < half ? i + half : i - half;
                    int angle = ((int) x[1][i / width]) * half + column % half;
                    double turned = Math.abs(x[0][i] * x[2][angle]) + Math.abs(x[0][pair] * x[3][angle]);
                    return 3 * U * (turned + (add ? Math.abs(x[4][i]) : 0));
                }));
    }

    /// Two texts with any padding, whose rows are sums of at most five products.
    private static void convolution(KernelCase k, Size s, int rows, KernelCase.Call call) {
        int taps = k.random().nextInt(1, 6);
        k.in(2, rows, s.c).in(taps, s.c).spans(s.n).out(2, s.n, s.c).does(call, (_, x) -> Rounding.each(x[3], i -> {
            int c = i % s.c;
            double w = Rounding.max(0, taps, j -> Math.abs(x[1][j * s.c + c]));
            double most = Rounding.max(0, 2 * rows, r -> Math.abs(x[0][r * s.c + c]));
            return (taps + 4) * U * (taps * w * most + Math.abs(x[3][i]));
        }));
    }

    private static Tensor targets(KernelCase k, Size s) {
        Tensor t = Tensor.allocate(k.arena(), DType.I32, s.n);
        for (int i = 0; i < s.n; i++) {
            t.set(i, s.c == 0 || k.random().nextInt(4) == 0 ? CrossEntropy.IGNORE : k.random().nextInt(s.c));
        }
        return t;
    }

    /// `m` and `v` are sums of two products; `w` moves by a quotient whose denominator cannot cancel.
    private static double adam(int operand, double w, double g, double m, double v) {
        double first = 0.9 * Math.abs(m) + 0.1 * Math.abs(g);
        double second = 0.999 * v + 0.001 * g * g;
        double c1 = 1 - Math.pow(0.9, 3);
        double c2 = 1 - Math.pow(0.999, 3);
        return switch (operand) {
            case 2 -> 4 * U * first;
            case 3 -> 5 * U * second;
            default -> 16 * U * 0.01 * first / c1 / (Math.sqrt(second / c2) + 1e-8) + 4 * U * Math.abs(w);
        };
    }
}
