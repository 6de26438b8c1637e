package t2l.autograd;

import java.util.List;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Rope;

/// Rotary positions ([t2l.tensor.kernel.Rope]): `x[n,H·D] → y[n,H·D]`. The transpose of a rotation is its inverse:
/// `dx += rope⁻¹(dy)`.
///
/// @param positions `i32[n]`
/// @param cos `[P,D/2]`
/// @param sin `[P,D/2]`
record RopeOp(Var x, Tensor positions, Tensor cos, Tensor sin) implements Op {
    @Override
    public List<Var> inputs() {
        return List.of(x);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor y = ws.take(x.value().dtype(), x.value().dims());
        k.run(new Rope(x.value(), positions, cos, sin, false, false, y));
        return new Out(y);
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        k.run(new Rope(dy, positions, cos, sin, true, true, g.of(x)));
    }
}
