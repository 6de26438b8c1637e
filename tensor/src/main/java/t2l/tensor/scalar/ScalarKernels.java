package t2l.tensor.scalar;

import t2l.tensor.Parallel;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.*;
import t2l.tensor.kernel.Attending.*;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.kernel.Lookups.*;
import t2l.tensor.kernel.Norms.*;
import t2l.tensor.kernel.Products.*;
import t2l.tensor.kernel.Sequences.*;
import t2l.tensor.scalar.ScalarMap.Op;
import t2l.tensor.x86.ByteKernels;

/// Which kernel has a plain loop over floats: those that a model is used with, not those it is trained with. The rest,
/// and operands that a loop cannot walk, go to the kernels under it.
public final class ScalarKernels extends KernelsOver {
    private final Parallel threads;
    private final ScalarMap map = new ScalarMap();
    private final ScalarNorm norm = new ScalarNorm();
    private final ScalarRows rows = new ScalarRows();
    private final ScalarAttention attention = new ScalarAttention();
    private final ScalarProduct product = new ScalarProduct(threads);

    /// @param under runs what these kernels do not take
    public ScalarKernels(Kernels under, Parallel threads) {
        this.threads = threads;
        super(under);
    }

    @Override
    public String name() {
        return "scalar, " + threads;
    }

    @Override
    public Kernels rounding(Kernels over) {
        return ByteKernels.over(over, threads);
    }

    @Override
    protected boolean take(Kernel kernel) {
        return switch (kernel) {
            case Copy k -> map.run(Op.COPY, k.x(), k.x(), k.out());
            case Scale k -> map.run(Op.SCALE, k.alpha(), Unary.RELU, k.x(), k.x(), k.out());
            case ScaleAdd k -> map.run(Op.SCALE_ADD, k.alpha(), Unary.RELU, k.x(), k.x(), k.out());
            case Add k -> map.run(Op.ADD, k.a(), k.b(), k.out());
            case AddRow k -> map.run(Op.ADD, k.x(), k.row(), k.out());
            case Mul k -> map.run(Op.MUL, k.a(), k.b(), k.out());
            case MulAdd k -> map.run(Op.MUL_ADD, k.a(), k.b(), k.out());
            case Pointwise k -> map.run(Op.MAP, 1, k.f(), k.x(), k.x(), k.out());
            case Gate k -> map.run(Op.GATE, 1, k.f(), k.g(), k.u(), k.out());
            case MatMul k -> product.run(k);
            case RmsNorm k -> norm.run(k);
            case LayerNorm k -> norm.run(k);
            case Attention k -> attention.run(k);
            case Rope k -> rows.run(k);
            case Sinks k -> rows.run(k);
            case Gather k -> rows.run(k);
            case CausalConv k -> rows.run(k);
            default -> false;
        };
    }
}
