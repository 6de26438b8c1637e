package t2l.autograd;

import java.util.List;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;

/// `y[1] = mean x²`; `dx += 2/size · dy · x`.
record MeanSquare(Var x) implements Op {
    @Override
    public List<Var> inputs() {
        return List.of(x);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor y = ws.take(x.value().dtype(), 1);
        k.dot(x.value(), x.value(), y);
        k.scale(1.0 / x.value().size(), y, y);
        return new Out(y);
    }

    @Override
    public void backward(Kernels k, Workspace ws, Out out, Tensor dy, Grads g) {
        k.scaleByAdd(2.0 / x.value().size(), dy, x.value(), g.of(x));
    }
}
