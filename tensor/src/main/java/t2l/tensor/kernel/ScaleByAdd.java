package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `out += alpha · factor · x`, with `factor[1]` read when the kernel runs.
public record ScaleByAdd(double alpha, Tensor factor, Tensor x, Tensor out) implements Kernel {
    public ScaleByAdd {
        Shapes.require(factor.size() == 1 && Shapes.same(x, out), "scaleByAdd", "factor[1] x and out of one shape",
                factor, x, out);
    }

    @Override
    public Access access() {
        return Access.reads(factor, x).andUpdates(out);
    }

    @Override
    public void define() {
        double by = alpha * factor.get(0);
        Loops.eachAdd(out, i -> by * x.get(i));
    }
}
