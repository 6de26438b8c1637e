package t2l.autograd;

import java.util.List;
import t2l.tensor.Kernels;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;

/// The last projection and the loss in one: `y[n] = crossEntropy(x·wᵀ, targets)` per row, as [Kernels#crossEntropy]
/// defines it, without the matrix of all logits. They exist for [#ROWS] rows at a time, and once more on the way back;
/// only their log-sum-exp is kept.
///
/// `x[n,C] w[V,C] targets i32[n]`. With `z` the gradient of the logits: `dx += z·w`, `dw += zᵀ·x`.
record LinearCrossEntropy(Var x, Var w, Tensor targets, double smoothing) implements Op {
    /// Enough rows for a matrix product at full speed; with a vocabulary of 49,152 their logits take 24 MB.
    private static final int ROWS = 128;

    LinearCrossEntropy {
        Shapes.require(
                x.value().rank() == 2 && w.value().rank() == 2 && x.value().dim(1) == w.value().dim(1)
                        && Shapes.is(targets, x.value().dim(0)),
                "linearCrossEntropy",
                "x[n,C] w[V,C] targets[n]", x.value(), w.value(), targets);
    }

    @Override
    public List<Var> inputs() {
        return List.of(x, w);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor loss = ws.take(x.value().dtype(), rows());
        Tensor lse = ws.take(x.value().dtype(), rows());
        Tensor logits = ws.take(x.value().dtype(), ROWS, w.value().dim(0));
        for (int from = 0; from < rows(); from += ROWS) {
            int count = Math.min(ROWS, rows() - from);
            Tensor z = logits.narrow(0, 0, count);
            k.matmul(x.value().narrow(0, from, count), w.value().t(), z);
            k.crossEntropy(z, targets.narrow(0, from, count), smoothing, loss.narrow(0, from, count),
                    lse.narrow(0, from, count));
        }
        ws.give(logits);
        return new Out(loss, lse);
    }

    @Override
    public void backward(Kernels k, Workspace ws, Out out, Tensor dy, Grads g) {
        Tensor lse = out.saved().get(0);
        Tensor logits = ws.take(x.value().dtype(), ROWS, w.value().dim(0));
        for (int from = 0; from < rows(); from += ROWS) {
            int count = Math.min(ROWS, rows() - from);
            Tensor z = logits.narrow(0, 0, count);
            Tensor xs = x.value().narrow(0, from, count);
            k.matmul(xs, w.value().t(), z);
            k.crossEntropyGrad(z, targets.narrow(0, from, count), smoothing, lse.narrow(0, from, count),
                    dy.narrow(0, from, count));
            if (g.wants(x)) {
                k.matmulAdd(1, z, w.value(), g.of(x).narrow(0, from, count));
            }
            if (g.wants(w)) {
                k.matmulAdd(1, z.t(), xs, g.of(w));
            }
        }
        ws.give(logits);
    }

    private int rows() {
        return x.value().dim(0);
    }
}
