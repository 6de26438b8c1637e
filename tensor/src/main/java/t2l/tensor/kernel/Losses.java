package t2l.tensor.kernel;

import t2l.tensor.*;
import t2l.tensor.kernel.Kernel.Access;

/// One loss a row, with its gradient.
public sealed interface Losses extends Kernel {
    /// What each reads, updates and writes.
    @Override
    default Access access() {
        return switch (this) {
            case CrossEntropy k -> Access.reads(k.logits, k.targets).andWrites(k.loss, k.lse);
            case CrossEntropyGrad k -> Access.reads(k.targets, k.lse, k.dy).andUpdates(k.logits);
            case L1 k -> Access.reads(k.x, k.target).andWrites(k.loss);
            case L1GradAdd k -> Access.reads(k.x, k.target, k.dy).andUpdates(k.dx);
        };
    }

    /// Per row the cross entropy `loss[n] = lse − (1−ε)·z_t − ε·mean(z)` of logits `z[n,V]` against `targets[n]`, with label
    /// smoothing `ε` (torch's definition: `ε/V` on every class) and `lse[n] = log Σ exp z`. The target [#IGNORE] gives loss 0;
    /// any other outside the classes throws [IllegalArgumentException] when the kernel runs.
    record CrossEntropy(Tensor logits, Tensor targets, double smoothing, Tensor loss, Tensor lse) implements Losses {
        /// The target that means "no loss here", as in torch.
        public static final int IGNORE = -100;

        public CrossEntropy {
            requireShapes("crossEntropy", logits, targets, lse, loss);
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
            Shapes.require(ok, kernel, "logits[n,V] targets[n] lse[n] and one number a row", logits, targets, lse,
                    rows);
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

    /// Turns the logits of [CrossEntropy] into their gradient in place: `z = dy·(exp(z − lse) − (1−ε)·onehot − ε/V)`, zero where
    /// the target is [CrossEntropy#IGNORE]. Logits that are `cap·tanh(u/cap)` of others become the gradient of `u`: times
    /// `1 − (z/cap)²`.
    ///
    /// @param logits read, and overwritten with the gradient
    /// @param cap    above 0; infinity for logits as they are
    record CrossEntropyGrad(Tensor logits, Tensor targets, double smoothing, double cap, Tensor lse,
            Tensor dy) implements Losses {
        public CrossEntropyGrad {
            CrossEntropy.requireShapes("crossEntropy", logits, targets, lse, dy);
            Heads.requireCap("crossEntropyGrad", cap);
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

    /// `loss[n] = mean_c |x[n,c] − target[n,c]|`
    record L1(Tensor x, Tensor target, Tensor loss) implements Losses {
        public L1 {
            requireShapes("l1", x, target, loss);
        }

        @Override
        public void define() {
            int c = x.dim(1);
            Loops.each(loss, n -> Loops.sum(c, j -> Math.abs(x.at((int) n, j) - target.at((int) n, j))) / c);
        }

        static void requireShapes(String kernel, Tensor x, Tensor target, Tensor rows) {
            Shapes.require(x.rank() == 2 && Shapes.same(x, target) && Shapes.is(rows, x.dim(0)), kernel,
                    "x[n,c] target[n,c] and one number a row", x, target, rows);
        }
    }

    /// `dx += dy[n]/c · sign(x − target)`, the gradient of [L1]; the sign of 0 is 0, as in torch.
    record L1GradAdd(Tensor x, Tensor target, Tensor dy, Tensor dx) implements Losses {
        public L1GradAdd {
            L1.requireShapes("l1GradAdd", x, target, dy);
            Shapes.requireSame("l1GradAdd", x, dx);
        }

        @Override
        public void define() {
            int c = x.dim(1);
            for (int n = 0; n < x.dim(0); n++) {
                int row = n;
                Loops.rowAdd(dx, row, j -> dy.get(row) / c * Math.signum(x.at(row, j) - target.at(row, j)));
            }
        }
    }
}
