package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `out = f(g) ⊙ u`, the gated activation (SwiGLU with silu: Shazeer 2020).
public record Gate(Unary f, Tensor g, Tensor u, Tensor out) implements Kernel {
    public Gate {
        Shapes.requireSame("gate", g, u, out);
    }

    @Override
    public Access access() {
        return Access.reads(g, u).andWrites(out);
    }

    @Override
    public void define() {
        Loops.each(out, i -> f.f(g.get(i)) * u.get(i));
    }
}
