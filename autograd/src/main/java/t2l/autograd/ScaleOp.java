package t2l.autograd;

import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Scale;
import t2l.tensor.kernel.Elementwise.ScaleAdd;

/// `y = alpha · x`; `dx += alpha · dy`.
record ScaleOp(double alpha, Var x) implements UnaryOp {
    @Override
    public void forward(Kernels k, Tensor y) {
        k.run(new Scale(alpha, x.value(), y));
    }

    @Override
    public void backward(Kernels k, Tensor y, Tensor dy, Tensor dx) {
        k.run(new ScaleAdd(alpha, dy, dx));
    }
}
