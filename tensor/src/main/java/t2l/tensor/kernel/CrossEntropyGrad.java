package t2l.tensor.kernel;

import t2l.tensor.Tensor;

/// Turns the logits of [CrossEntropy] into their gradient in place: `z = dy·(exp(z − lse) − (1−ε)·onehot − ε/V)`, zero where
/// the target is [CrossEntropy#IGNORE]. Logits that are `cap·tanh(u/cap)` of others become the gradient of `u`: times
/// `1 − (z/cap)²`.
///
/// @param logits read, and overwritten with the gradient
/// @param cap    above 0; infinity for logits as they are
public record CrossEntropyGrad(Tensor logits, Tensor targets, double smoothing, double cap, Tensor lse,
        Tensor dy) implements Kernel {
    public CrossEntropyGrad {
        CrossEntropy.requireShapes("crossEntropy", logits, targets, lse, dy);
        Heads.requireCap("crossEntropyGrad", cap);
    }

    @Override
    public Access access() {
        return Access.reads(targets, lse, dy).andUpdates(logits);
    }

    /// As [CrossEntropy#requireTargets()].
    public void requireTargets() {
        CrossEntropy.requireTargets(logits, targets);
    }

    @Override
    public void define() {
        requireTargets();
        int v = logits.dim(1);
        for (int n = 0; n < logits.dim(0); n++) {
            int row = n;
            int target = (int) targets.get(row);
            Loops.row(logits, row, j -> {
                double z = logits.at(row, j);
                double p = Math.exp(z - lse.get(row)) - smoothing / v - (j == target ? 1 - smoothing : 0);
                return target == CrossEntropy.IGNORE ? 0 : dy.get(row) * p * (1 - z / cap * (z / cap));
            });
        }
    }
}
