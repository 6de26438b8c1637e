package t2l.autograd;

import java.util.List;
import t2l.tensor.*;
import t2l.tensor.kernel.*;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.kernel.Losses.*;
import t2l.tensor.kernel.Products.MatMul;

/// The last projection and the loss in one: the cross entropy of each row ([t2l.tensor.kernel.Losses.CrossEntropy]), `y[n]`, for
/// the logits `u = x·wᵀ`, or `cap·tanh(u/cap)` (Gemma 2), without the matrix of all logits. [#ROWS] rows of logits are
/// computed at a time, and again in the backward pass; only their log-sum-exp is kept.
///
/// `x[n,C] w[V,C] targets i32[n]`. With `z` the gradient of `u`: `dx += z·w`, `dw += zᵀ·x`.
///
/// @param cap above 0; infinity for uncapped logits
record LinearCrossEntropy(Var x, Var w, Tensor targets, double smoothing, double cap) {
    /// Enough rows for a matrix product at full speed. With a vocabulary of 49,152 their logits take 24 MB.
    private static final int ROWS = 128;

    LinearCrossEntropy {
        Shapes.require(
                x.value().rank() == 2 && w.value().rank() == 2 && x.value().dim(1) == w.value().dim(1)
                        && Shapes.is(targets, x.value().dim(0)),
                "linearCrossEntropy", "x[n,C] w[V,C] targets[n]", x.value(), w.value(), targets);
        Heads.requireCap("linearCrossEntropy", cap);
    }

    Var apply() {
        Pass pass = x.pass();
        int rows = x.value().dim(0);
        return pass.apply("LinearCrossEntropy", List.of(x, w), () -> {
            Tensor loss = pass.take(x.value().dtype(), rows);
            Tensor lse = pass.take(x.value().dtype(), rows);
            Tensor logits = pass.take(x.value().dtype(), ROWS, w.value().dim(0));
            for (int from = 0; from < rows; from += ROWS) {
                int count = Math.min(ROWS, rows - from);
                Tensor z = logits.narrow(0, 0, count);
                logits(x.value().narrow(0, from, count), z);
                pass.run(new CrossEntropy(z, targets.narrow(0, from, count), smoothing, loss.narrow(0, from, count),
                        lse.narrow(0, from, count)));
            }
            pass.give(logits);
            return dy -> backward(pass, lse, dy);
        });
    }

    private void backward(Pass pass, Tensor lse, Tensor dy) {
        int rows = x.value().dim(0);
        Tensor logits = pass.take(x.value().dtype(), ROWS, w.value().dim(0));
        for (int from = 0; from < rows; from += ROWS) {
            int at = from;
            int count = Math.min(ROWS, rows - from);
            Tensor z = logits.narrow(0, 0, count);
            Tensor xs = x.value().narrow(0, from, count);
            logits(xs, z);
            pass.run(new CrossEntropyGrad(z, targets.narrow(0, from, count), smoothing, cap, lse.narrow(0, from, count),
                    dy.narrow(0, from, count)));
            pass.accumulate(x, dx -> MatMul.add(1, z, w.value(), dx.narrow(0, at, count)));
            pass.accumulate(w, dw -> MatMul.add(1, z.t(), xs, dw));
        }
    }

    private void logits(Tensor xs, Tensor z) {
        Pass pass = x.pass();
        pass.run(new MatMul(xs, w.value().t(), z));
        if (cap != Double.POSITIVE_INFINITY) {
            pass.run(new Scale(1 / cap, z, z));
            pass.run(new Pointwise(Unary.TANH, z, z));
            pass.run(new Scale(cap, z, z));
        }
    }
}
