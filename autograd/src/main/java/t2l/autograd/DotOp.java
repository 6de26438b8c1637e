package t2l.autograd;

import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.ScaleByAdd;
import t2l.tensor.kernel.Products.Dot;

/// A weighted sum with constant weights: `y[1] = Σ x ⊙ weights`; `dx += dy · weights`. Turns the losses
/// of tokens into one loss.
record DotOp(Var x, Tensor weights) implements UnaryOp {
    @Override
    public int[] shape() {
        return new int[] {1};
    }

    @Override
    public void forward(Kernels k, Tensor y) {
        k.run(new Dot(x.value(), weights, y));
    }

    @Override
    public void backward(Kernels k, Tensor y, Tensor dy, Tensor dx) {
        k.run(new ScaleByAdd(1, dy, weights, dx));
    }
}
