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

    /// Throws [IllegalArgumentException] for a target that is no class and not [#IGNORE]. Numbers change between two runs
    /// of one kernel, so every backend calls this at every run.
    public void requireTargets() {
        requireTargets(logits, targets);
    }

    @Override
    public void define() {
        requireTargets();
        int v = logits.dim(1);
        for (int n = 0; n < logits.dim(0); n++) {
            int row = n;
            double mean = Loops.sum(v, j -> logits.at(row, j) / v);
            double log = Loops.logSumExp(logits, row);
            int target = (int) targets.get(row);
            lse.set(row, log);
            loss.set(row, target == IGNORE ? 0 : log - (1 - smoothing) * logits.at(row, target) - smoothing * mean);
        }
    }

    static void requireShapes(String kernel, Tensor logits, Tensor targets, Tensor lse, Tensor rows) {
        boolean ok = logits.rank() == 2 && Shapes.is(targets, logits.dim(0)) && Shapes.is(lse, logits.dim(0))
                && Shapes.is(rows, logits.dim(0));
        Shapes.require(ok, kernel, "logits[n,V] targets[n] lse[n] and one number a row", logits, targets, lse, rows);
    }

    /// Throws [IllegalArgumentException] if one of `targets[n]` is no class of `logits[n,V]` and not [#IGNORE].
    static void requireTargets(Tensor logits, Tensor targets) {
        for (int n = 0; n < targets.dim(0); n++) {
            int target = (int) targets.get(n);
            if (target != IGNORE && (target < 0 || target >= logits.dim(1))) {
                throw new IllegalArgumentException(
                        "crossEntropy: needs targets below " + logits.dim(1) + " or " + IGNORE + ", got " + target);
            }
        }
    }
}
