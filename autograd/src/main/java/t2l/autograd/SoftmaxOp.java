package t2l.autograd;

import java.util.List;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Softmax;
import t2l.tensor.kernel.SoftmaxGradAdd;

/// `y[n,c] = e^x / Σ_c e^x` per row; `dx += y ⊙ (dy − Σ_c dy⊙y)`.
record SoftmaxOp(Var x) implements Op {
    SoftmaxOp {
        Shapes.require(x.value().rank() == 2, "softmax", "x[n,c]", x.value());
    }

    @Override
    public List<Var> inputs() {
        return List.of(x);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor y = ws.take(x.value().dtype(), x.value().dims());
        k.run(new Softmax(x.value(), y));
        return new Out(y);
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        k.run(new SoftmaxGradAdd(out.y(), dy, g.of(x)));
    }
}
