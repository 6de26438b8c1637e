package t2l.autograd;

import java.util.List;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.L1;
import t2l.tensor.kernel.L1GradAdd;

/// Mean absolute difference of each row from its target: `x[n,c] target[n,c] → y[n]`, `y = mean_c |x − target|`;
/// `dx += dy/c ⊙ sign(x − target)`.
///
/// The reconstruction loss on factors (t2l-spec §8). A [DotOp] after it weighs the rows or averages them.
record L1Op(Var x, Tensor target) implements Op {
    L1Op {
        Shapes.require(x.value().rank() == 2 && Shapes.same(x.value(), target), "l1", "x[n,c] target[n,c]", x.value(),
                target);
    }

    @Override
    public List<Var> inputs() {
        return List.of(x);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor y = ws.take(x.value().dtype(), x.value().dim(0));
        k.run(new L1(x.value(), target, y));
        return new Out(y);
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        k.run(new L1GradAdd(x.value(), target, dy, g.of(x)));
    }
}
