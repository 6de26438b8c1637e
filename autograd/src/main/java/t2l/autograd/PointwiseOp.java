package t2l.autograd;

import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Pointwise;
import t2l.tensor.kernel.Elementwise.PointwiseGradAdd;
import t2l.tensor.kernel.Unary;

/// `y = f(x)`, element by element; `dx += dy ⊙ f′(x)`.
record PointwiseOp(Unary f, Var x) implements UnaryOp {
    @Override
    public void forward(Kernels k, Tensor y) {
        k.run(new Pointwise(f, x.value(), y));
    }

    @Override
    public void backward(Kernels k, Tensor y, Tensor dy, Tensor dx) {
        k.run(new PointwiseGradAdd(f, x.value(), dy, dx));
    }
}
