package t2l.autograd;

import java.util.List;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Fill;
import t2l.tensor.kernel.ScaleAdd;

/// `y = x + by`; `dx += dy`.
///
/// @param dtype the type of the result; `x` may be stored in another
record OffsetOp(double by, Var x, DType dtype) implements Op {
    @Override
    public List<Var> inputs() {
        return List.of(x);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor y = ws.take(dtype, x.value().dims());
        k.run(new Fill(by, y));
        k.run(new ScaleAdd(1, x.value(), y));
        return new Out(y);
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        k.run(new ScaleAdd(1, dy, g.of(x)));
    }
}
