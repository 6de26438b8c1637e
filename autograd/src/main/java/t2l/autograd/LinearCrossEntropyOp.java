package t2l.autograd;

import java.util.List;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Pointwise;
import t2l.tensor.kernel.Elementwise.Scale;
import t2l.tensor.kernel.Heads;
import t2l.tensor.kernel.Losses.CrossEntropy;
import t2l.tensor.kernel.Losses.CrossEntropyGrad;
import t2l.tensor.kernel.Products.MatMul;
import t2l.tensor.kernel.Unary;

/// The last projection and the loss in one: the cross entropy of each row ([t2l.tensor.kernel.Losses.CrossEntropy]), `y[n]`, for
/// the logits `u = x·wᵀ`, or `cap·tanh(u/cap)` (Gemma 2), without the matrix of all logits. [#ROWS] rows of logits are
/// computed at a time, and again in the backward pass; only their log-sum-exp is kept.
///
/// `x[n,C] w[V,C] targets i32[n]`. With `z` the gradient of `u`: `dx += z·w`, `dw += zᵀ·x`.
///
/// @param cap above 0; infinity for uncapped logits
record LinearCrossEntropyOp(Var x, Var w, Tensor targets, double smoothing, double cap) implements Op {
    /// Enough rows for a matrix product at full speed. With a vocabulary of 49,152 their logits take 24 MB.
    private static final int ROWS = 128;

    LinearCrossEntropyOp {
        Shapes.require(
                x.value().rank() == 2 && w.value().rank() == 2 && x.value().dim(1) == w.value().dim(1)
                        && Shapes.is(targets, x.value().dim(0)),
                "linearCrossEntropy",
                "x[n,C] w[V,C] targets[n]", x.value(), w.value(), targets);
        Heads.requireCap("linearCrossEntropy", cap);
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
            logits(k, x.value().narrow(0, from, count), z);
            k.run(new CrossEntropy(z, targets.narrow(0, from, count), smoothing, loss.narrow(0, from, count),
                    lse.narrow(0, from, count)));
        }
        ws.give(logits);
        return new Out(loss, lse);
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        Tensor lse = out.saved().get(0);
        Tensor logits = g.scratch(x.value().dtype(), ROWS, w.value().dim(0));
        for (int from = 0; from < rows(); from += ROWS) {
            int count = Math.min(ROWS, rows() - from);
            Tensor z = logits.narrow(0, 0, count);
            Tensor xs = x.value().narrow(0, from, count);
            logits(k, xs, z);
            k.run(new CrossEntropyGrad(z, targets.narrow(0, from, count), smoothing, cap, lse.narrow(0, from, count),
                    dy.narrow(0, from, count)));
            if (x.wanted()) {
                k.run(MatMul.add(1, z, w.value(), g.of(x).narrow(0, from, count)));
            }
            if (w.wanted()) {
                k.run(MatMul.add(1, z.t(), xs, g.of(w)));
            }
        }
    }

    private void logits(Kernels k, Tensor xs, Tensor z) {
        k.run(new MatMul(xs, w.value().t(), z));
        if (cap != Double.POSITIVE_INFINITY) {
            k.run(new Scale(1 / cap, z, z));
            k.run(new Pointwise(Unary.TANH, z, z));
            k.run(new Scale(cap, z, z));
        }
    }

    private int rows() {
        return x.value().dim(0);
    }
}
