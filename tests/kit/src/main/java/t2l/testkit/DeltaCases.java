package t2l.testkit;

import module java.base;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Kernel;
import t2l.tensor.kernel.Recurrent.*;

/// Cases of the gated delta rule, with keys so short that a state does not grow.
///
/// A bound is the rule itself with terms that all have one sign, those of the largest: then nothing cancels, and each result
/// is the sum of the sizes of its terms. A term passes through some roundings for each token and for each number of a key.
final class DeltaCases {
    private static final int DECAY = 3;
    private static final int SPAN = 5;
    /// Values and β, so that an error is a sum of terms of one sign, and their gradients.
    private static final Set<Integer> NEGATIVE = Set.of(2, 4, 9, 11);

    private final int length;
    private final int groups;
    private final int heads;
    private final int width;
    private final int values;

    private DeltaCases(KernelCase k, KernelCases.Size s) {
        length = s.n();
        groups = k.random().nextInt(1, 3);
        heads = groups * k.random().nextInt(1, 3);
        width = k.random().nextInt(1, 12);
        values = Math.max(1, s.c());
        k.in(2, length, groups * width).in(x -> x * 0.7 / Math.sqrt(width), 2, length, groups * width)
                .in(2, length, heads * values).in(x -> -Math.abs(x), 2, length, heads)
                .in(x -> 1 / (1 + Math.exp(-x)), 2, length, heads).spans(length);
    }

    private Operands operands(List<Tensor> t) {
        return new Operands(width, 0.6, t.get(0), t.get(1), t.get(2), t.get(3), t.get(4), t.get(5), 0);
    }

    static void forward(KernelCase k, KernelCases.Size s) {
        var c = new DeltaCases(k, s);
        k.out(2, c.heads * c.width, c.values).out(2, s.n(), c.heads * c.values);
        k.does(t -> new DeltaRule(c.operands(t), t.get(6), t.get(7)), (o, x) -> c.bound(o, x, k.operands(),
                t -> new DeltaRule(c.operands(t), t.get(6), t.get(7))));
    }

    static void backward(KernelCase k, KernelCases.Size s) {
        var c = new DeltaCases(k, s);
        k.in(2, s.n(), c.heads * c.values).out(2, s.n(), c.groups * c.width).out(2, s.n(), c.groups * c.width)
                .out(2, s.n(), c.heads * c.values).out(2, s.n(), c.heads).out(2, s.n(), c.heads);
        Function<List<Tensor>, Kernel> call = t -> new DeltaRuleGradAdd(c.operands(t), t.get(6), t.get(7), t.get(8),
                t.get(9), t.get(10), t.get(11));
        k.does(call::apply, (o, x) -> c.bound(o, x, k.operands(), call));
    }

    private double[] bound(int operand, double[][] x, List<KernelCase.Operand> of,
            Function<List<Tensor>, Kernel> call) {
        List<Tensor> sizes = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            Tensor exact = of.get(i).exact();
            Tensor size = exact;
            if (i != DECAY && i != SPAN) {
                size = Tensor.allocate(Arena.ofAuto(), exact.dtype(), exact.dims());
                for (int j = 0; j < x[i].length; j++) {
                    size.set(j, NEGATIVE.contains(i) ? -Math.abs(x[i][j]) : Math.abs(x[i][j]));
                }
            }
            sizes.add(size);
        }
        call.apply(sizes).define();
        int terms = (length + 2) * (width + values + 16);
        return Rounding.each(x[operand], i -> terms * Rounding.U * Math.abs(sizes.get(operand).get(i)));
    }
}
