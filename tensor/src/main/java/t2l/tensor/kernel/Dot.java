package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `out[1] = Σ a ⊙ b`
public record Dot(Tensor a, Tensor b, Tensor out) implements Kernel {
    public Dot {
        Shapes.require(Shapes.same(a, b) && out.size() == 1, "dot", "a and b of one shape and out[1]", a, b, out);
    }

    @Override
    public Access access() {
        return Access.reads(a, b).andWrites(out);
    }

    @Override
    public void define() {
        double sum = 0;
        for (long i = 0, n = a.size(); i < n; i++) {
            sum += a.get(i) * b.get(i);
        }
        out.set(0, sum);
    }
}
