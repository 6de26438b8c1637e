package t2l.autograd;

import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Attending.Rope;

/// Rotary positions ([t2l.tensor.kernel.Attending.Rope]): `x[n,H·D] → y[n,H·D]`. The transpose of a rotation is its inverse:
/// `dx += rope⁻¹(dy)`.
///
/// @param positions `i32[n]`
/// @param cos `[P,R/2]`
/// @param sin `[P,R/2]`
/// @param head `D`
record RopeOp(Var x, Tensor positions, Tensor cos, Tensor sin, int head) implements UnaryOp {
    @Override
    public void forward(Kernels k, Tensor y) {
        k.run(new Rope(x.value(), positions, cos, sin, head, false, false, y));
    }

    @Override
    public void backward(Kernels k, Tensor y, Tensor dy, Tensor dx) {
        k.run(new Rope(dy, positions, cos, sin, head, true, true, dx));
    }
}
