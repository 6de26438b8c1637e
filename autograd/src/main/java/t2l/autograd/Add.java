package t2l.autograd;

import java.util.List;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;

/// `y = a + b`; `da += dy`, `db += dy`.
record Add(Var a, Var b) implements Op {
    Add {
        Shapes.require(Shapes.same(a.value(), b.value()), "add", "a and b of one shape", a.value(), b.value());
    }

    @Override
    public List<Var> inputs() {
        return List.of(a, b);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor y = ws.take(a.value().dtype(), a.value().dims());
        k.add(a.value(), b.value(), y);
        return new Out(y);
    }

    @Override
    public void backward(Kernels k, Workspace ws, Out out, Tensor dy, Grads g) {
        for (Var v : inputs()) {
            if (g.wants(v)) {
                k.scaleAdd(1, dy, g.of(v));
            }
        }
    }
}
