package t2l.autograd;

import java.util.List;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Add;
import t2l.tensor.kernel.Elementwise.ScaleAdd;

/// `y = a + b`; `da += dy`, `db += dy`.
record AddOp(Var a, Var b) implements Op {
    @Override
    public List<Var> inputs() {
        return List.of(a, b);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor y = ws.take(a.value().dtype(), a.value().dims());
        k.run(new Add(a.value(), b.value(), y));
        return new Out(y);
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        for (Var v : inputs()) {
            if (v.wanted()) {
                k.run(new ScaleAdd(1, dy, g.of(v)));
            }
        }
    }
}
