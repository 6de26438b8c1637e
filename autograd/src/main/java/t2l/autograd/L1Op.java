package t2l.autograd;

import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Losses.L1;
import t2l.tensor.kernel.Losses.L1GradAdd;

/// Mean absolute difference of each row from its target: `x[n,c] target[n,c] → y[n]`, `y = mean_c |x − target|`;
/// `dx += dy/c ⊙ sign(x − target)`.
///
/// The reconstruction loss on factors (t2l-spec §8). A [DotOp] after it weighs the rows or averages them.
record L1Op(Var x, Tensor target) implements UnaryOp {
    @Override
    public int[] shape() {
        return new int[] {x.value().dim(0)};
    }

    @Override
    public void forward(Kernels k, Tensor y) {
        k.run(new L1(x.value(), target, y));
    }

    @Override
    public void backward(Kernels k, Tensor y, Tensor dy, Tensor dx) {
        k.run(new L1GradAdd(x.value(), target, dy, dx));
    }
}
