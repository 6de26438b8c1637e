package t2l.autograd;

import java.util.List;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Dot;
import t2l.tensor.kernel.Scale;
import t2l.tensor.kernel.ScaleByAdd;

/// `y[1] = mean x²`; `dx += 2/size · dy · x`.
record MeanSquareOp(Var x) implements Op {
    @Override
    public List<Var> inputs() {
        return List.of(x);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor y = ws.take(x.value().dtype(), 1);
        k.run(new Dot(x.value(), x.value(), y));
        k.run(new Scale(1.0 / x.value().size(), y, y));
        return new Out(y);
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        k.run(new ScaleByAdd(2.0 / x.value().size(), dy, x.value(), g.of(x)));
    }
}
