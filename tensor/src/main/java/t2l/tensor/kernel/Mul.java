package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `out = a ⊙ b`
public record Mul(Tensor a, Tensor b, Tensor out) implements Kernel {
    public Mul {
        Shapes.requireSame("mul", a, b, out);
    }

    @Override
    public Access access() {
        return Access.reads(a, b).andWrites(out);
    }

    @Override
    public void define() {
        Loops.each(out, i -> a.get(i) * b.get(i));
    }
}
