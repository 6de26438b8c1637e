package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `dx += dy ⊙ f′(x)`
public record PointwiseGradAdd(Unary f, Tensor x, Tensor dy, Tensor dx) implements Kernel {
    public PointwiseGradAdd {
        Shapes.requireSame("pointwiseGradAdd", x, dy, dx);
    }

    @Override
    public Access access() {
        return Access.reads(x, dy).andUpdates(dx);
    }

    @Override
    public void define() {
        Loops.eachAdd(dx, i -> dy.get(i) * f.df(x.get(i)));
    }
}
