package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `dg += dy ⊙ u ⊙ f′(g)` and `du += dy ⊙ f(g)`.
public record GateGradAdd(Unary f, Tensor g, Tensor u, Tensor dy, Tensor dg, Tensor du) implements Kernel {
    public GateGradAdd {
        Shapes.requireSame("gateGradAdd", g, u, dy, dg, du);
        Shapes.requireApart("gateGradAdd", dg, g, u, dy);
        Shapes.requireApart("gateGradAdd", du, g, u, dy);
    }

    @Override
    public Access access() {
        return Access.reads(g, u, dy).andUpdates(dg, du);
    }

    @Override
    public void define() {
        Loops.eachAdd(dg, i -> dy.get(i) * u.get(i) * f.df(g.get(i)));
        Loops.eachAdd(du, i -> dy.get(i) * f.f(g.get(i)));
    }
}
