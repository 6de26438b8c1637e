package t2l.autograd;

import java.util.List;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Pointwise;
import t2l.tensor.kernel.PointwiseGradAdd;
import t2l.tensor.kernel.Unary;

/// `y = f(x)`, element by element; `dx += dy ⊙ f′(x)`.
record PointwiseOp(Unary f, Var x) implements Op {
    @Override
    public List<Var> inputs() {
        return List.of(x);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor y = ws.take(x.value().dtype(), x.value().dims());
        k.run(new Pointwise(f, x.value(), y));
        return new Out(y);
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        k.run(new PointwiseGradAdd(f, x.value(), dy, g.of(x)));
    }
}
