package t2l.autograd;

import java.util.List;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.tensor.kernel.Elementwise.ScaleAdd;

/// Matrices side by side: `[n,p] ⧺ [n,q] ⧺ … → [n,p+q+…]`. The gradient of each is its columns of `dy`.
record ConcatOp(List<Var> inputs) implements Op {
    ConcatOp {
        inputs = List.copyOf(inputs);
        for (Var v : inputs) {
            Shapes.require(v.value().rank() == 2 && v.value().dim(0) == inputs.getFirst().value().dim(0), "concat",
                    "matrices with as many rows", inputs.getFirst().value(), v.value());
        }
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor first = inputs.getFirst().value();
        int width = inputs.stream().mapToInt(v -> v.value().dim(1)).sum();
        Tensor y = ws.take(first.dtype(), first.dim(0), width);
        int at = 0;
        for (Var v : inputs) {
            k.run(new Copy(v.value(), y.narrow(1, at, v.value().dim(1))));
            at += v.value().dim(1);
        }
        return new Out(y);
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        int at = 0;
        for (Var v : inputs) {
            if (v.wanted()) {
                k.run(new ScaleAdd(1, dy.narrow(1, at, v.value().dim(1)), g.of(v)));
            }
            at += v.value().dim(1);
        }
    }
}
