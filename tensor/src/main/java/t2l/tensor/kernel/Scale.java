package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `out = alpha · x`; `out` may be `x`.
public record Scale(double alpha, Tensor x, Tensor out) implements Kernel {
    public Scale {
        Shapes.requireSame("scale", x, out);
    }

    @Override
    public Access access() {
        return Access.reads(x).andWrites(out);
    }

    @Override
    public void define() {
        Loops.each(out, i -> alpha * x.get(i));
    }
}
