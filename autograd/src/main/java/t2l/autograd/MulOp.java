package t2l.autograd;

import java.util.List;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Mul;
import t2l.tensor.kernel.Elementwise.MulAdd;

/// `y = a ⊙ b`; `da += dy ⊙ b`, `db += dy ⊙ a`.
record MulOp(Var a, Var b) implements Op {
    @Override
    public List<Var> inputs() {
        return List.of(a, b);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor y = ws.take(a.value().dtype(), a.value().dims());
        k.run(new Mul(a.value(), b.value(), y));
        return new Out(y);
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        if (a.wanted()) {
            k.run(new MulAdd(dy, b.value(), g.of(a)));
        }
        if (b.wanted()) {
            k.run(new MulAdd(dy, a.value(), g.of(b)));
        }
    }
}
