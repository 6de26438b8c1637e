package t2l.tensor.kernel;

import t2l.tensor.*;
import t2l.tensor.kernel.Kernel.Access;

/// One AdamW step (Loshchilov & Hutter 2019, as torch computes it) over flat blocks, in place:
/// `m = β₁m + (1−β₁)g`, `v = β₂v + (1−β₂)g²`, `w = w − lr·decay·w − lr·m̂/(√v̂ + eps)` with `m̂ = m/(1 − β₁ᵗ)` and
/// `v̂ = v/(1 − β₂ᵗ)`. No two of the operands are one.
///
/// @param t the number of the step, from 1
public record AdamWStep(Tensor w, Tensor g, Tensor m, Tensor v, double lr, double beta1, double beta2, double eps,
        double decay, long t) implements Kernel {
    public AdamWStep {
        Shapes.requireSame("adamw", w, g, m, v);
        Shapes.requireApart("adamw", g, w, m, v);
        Shapes.requireApart("adamw", w, m, v);
        Shapes.requireApart("adamw", m, v);
    }

    @Override
    public Access access() {
        return Access.reads(g).andUpdates(w, m, v);
    }

    @Override
    public void define() {
        double c1 = 1 - Math.pow(beta1, (double) t);
        double c2 = 1 - Math.pow(beta2, (double) t);
        Loops.each(m, i -> beta1 * m.get(i) + (1 - beta1) * g.get(i));
        Loops.each(v, i -> beta2 * v.get(i) + (1 - beta2) * g.get(i) * g.get(i));
        Loops.each(w, i -> w.get(i) - lr * (m.get(i) / c1 / (Math.sqrt(v.get(i) / c2) + eps) + decay * w.get(i)));
    }
}
