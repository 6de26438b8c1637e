package t2l.autograd;

import java.util.List;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Scale;
import t2l.tensor.kernel.ScaleAdd;

/// `y = alpha · x`; `dx += alpha · dy`.
record ScaleOp(double alpha, Var x) implements Op {
    @Override
    public List<Var> inputs() {
        return List.of(x);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor y = ws.take(x.value().dtype(), x.value().dims());
        k.run(new Scale(alpha, x.value(), y));
        return new Out(y);
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        k.run(new ScaleAdd(alpha, dy, g.of(x)));
    }
}
