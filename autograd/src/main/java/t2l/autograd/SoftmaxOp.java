package t2l.autograd;

import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Norms.Softmax;
import t2l.tensor.kernel.Norms.SoftmaxGradAdd;

/// `y[n,c] = e^x / Σ_c e^x` per row; `dx += y ⊙ (dy − Σ_c dy⊙y)`.
record SoftmaxOp(Var x) implements UnaryOp {
    @Override
    public void forward(Kernels k, Tensor y) {
        k.run(new Softmax(x.value(), y));
    }

    @Override
    public void backward(Kernels k, Tensor y, Tensor dy, Tensor dx) {
        k.run(new SoftmaxGradAdd(y, dy, dx));
    }
}
