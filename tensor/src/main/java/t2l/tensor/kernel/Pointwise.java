package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `out = f(x)`; `out` may be `x`.
public record Pointwise(Unary f, Tensor x, Tensor out) implements Kernel {
    public Pointwise {
        Shapes.requireSame("pointwise", x, out);
    }

    @Override
    public Access access() {
        return Access.reads(x).andWrites(out);
    }

    @Override
    public void define() {
        Loops.each(out, i -> f.f(x.get(i)));
    }
}
