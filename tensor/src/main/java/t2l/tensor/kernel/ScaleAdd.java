package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `out += alpha · x`
public record ScaleAdd(double alpha, Tensor x, Tensor out) implements Kernel {
    public ScaleAdd {
        Shapes.requireSame("scaleAdd", x, out);
    }

    @Override
    public Access access() {
        return Access.reads(x).andUpdates(out);
    }

    @Override
    public void define() {
        Loops.eachAdd(out, i -> alpha * x.get(i));
    }
}
