package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// Per row the cross entropy `loss[n] = lse − (1−ε)·z_t − ε·mean(z)` of logits `z[n,V]` against `targets[n]`, with label
/// smoothing `ε` (torch's definition: `ε/V` on every class) and `lse[n] = log Σ exp z`. The target [#IGNORE] gives loss 0;
/// any other outside the classes throws [IllegalArgumentException] when the kernel runs.
public record CrossEntropy(Tensor logits, Tensor targets, double smoothing, Tensor loss, Tensor lse) implements Kernel {
    /// The target that means "no loss here", as in torch.
    public static final int IGNORE = -100;

    public CrossEntropy {
        requireShapes("crossEntropy", logits, targets, lse, loss);
    }

    @Override
    public Access access() {
        return Access.reads(logits, targets).andWrites(loss, lse);
    }

    @Override
    public void define() {
        int v = logits.dim(1);
        for (int n = 0; n < logits.dim(0); n++) {
            int row = n;
            double mean = Loops.sum(v, j -> logits.at(row, j) / v);
            double log = Loops.logSumExp(logits, row);
            int target = target(logits, targets, row);
            lse.set(row, log);
            loss.set(row, target == IGNORE ? 0 : log - (1 - smoothing) * logits.at(row, target) - smoothing * mean);
        }
    }

    /// The failure of a `target` that is no class of `logits`.
    public static IllegalArgumentException outside(int target, Tensor logits) {
        return new IllegalArgumentException(
                "crossEntropy: needs targets below " + logits.dim(1) + " or " + IGNORE + ", got " + target);
    }

    static void requireShapes(String kernel, Tensor logits, Tensor targets, Tensor lse, Tensor rows) {
        boolean ok = logits.rank() == 2 && Shapes.is(targets, logits.dim(0)) && Shapes.is(lse, logits.dim(0))
                && Shapes.is(rows, logits.dim(0));
        Shapes.require(ok, kernel, "logits[n,V] targets[n] lse[n] and one number a row", logits, targets, lse, rows);
    }

    static int target(Tensor logits, Tensor targets, int n) {
        int target = (int) targets.get(n);
        if (target != IGNORE && (target < 0 || target >= logits.dim(1))) {
            throw outside(target, logits);
        }
        return target;
    }
}
