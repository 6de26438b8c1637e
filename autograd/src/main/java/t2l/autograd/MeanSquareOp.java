package t2l.autograd;

import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Scale;
import t2l.tensor.kernel.Elementwise.ScaleByAdd;
import t2l.tensor.kernel.Products.Dot;

/// `y[1] = mean x²`; `dx += 2/size · dy · x`.
record MeanSquareOp(Var x) implements UnaryOp {
    @Override
    public int[] shape() {
        return new int[] {1};
    }

    @Override
    public void forward(Kernels k, Tensor y) {
        k.run(new Dot(x.value(), x.value(), y));
        k.run(new Scale(1.0 / x.value().size(), y, y));
    }

    @Override
    public void backward(Kernels k, Tensor y, Tensor dy, Tensor dx) {
        k.run(new ScaleByAdd(2.0 / x.value().size(), dy, x.value(), dx));
    }
}
