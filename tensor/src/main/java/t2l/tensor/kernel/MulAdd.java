package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `out += a ⊙ b`
public record MulAdd(Tensor a, Tensor b, Tensor out) implements Kernel {
    public MulAdd {
        Shapes.requireSame("mulAdd", a, b, out);
    }

    @Override
    public Access access() {
        return Access.reads(a, b).andUpdates(out);
    }

    @Override
    public void define() {
        Loops.eachAdd(out, i -> a.get(i) * b.get(i));
    }
}
