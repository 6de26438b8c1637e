package t2l.autograd;

import java.util.List;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Dot;
import t2l.tensor.kernel.ScaleByAdd;

/// A weighted sum with constant weights: `y[1] = Σ x ⊙ weights`; `dx += dy · weights`. Turns the losses
/// of tokens into one loss.
record DotOp(Var x, Tensor weights) implements Op {
    DotOp {
        Shapes.require(Shapes.same(x.value(), weights), "dot", "x and weights of one shape", x.value(), weights);
    }

    @Override
    public List<Var> inputs() {
        return List.of(x);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor y = ws.take(x.value().dtype(), 1);
        k.run(new Dot(x.value(), weights, y));
        return new Out(y);
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        k.run(new ScaleByAdd(1, dy, weights, g.of(x)));
    }
}
