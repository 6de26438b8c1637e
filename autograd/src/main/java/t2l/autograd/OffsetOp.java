package t2l.autograd;

import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Fill;
import t2l.tensor.kernel.Elementwise.ScaleAdd;

/// `y = x + by`; `dx += dy`.
///
/// @param dtype the type of the result; `x` may be stored in another
record OffsetOp(double by, Var x, DType dtype) implements UnaryOp {
    @Override
    public void forward(Kernels k, Tensor y) {
        k.run(new Fill(by, y));
        k.run(new ScaleAdd(1, x.value(), y));
    }

    @Override
    public void backward(Kernels k, Tensor y, Tensor dy, Tensor dx) {
        k.run(new ScaleAdd(1, dy, dx));
    }
}
