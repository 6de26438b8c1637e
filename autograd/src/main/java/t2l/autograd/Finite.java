package t2l.autograd;

import t2l.tensor.T2lException;
import t2l.tensor.Tensor;

/// Finds the operation that first produces a number that is not finite.
final class Finite {
    private Finite() {}

    /// What messages call an operation.
    static String name(Op op) {
        String name = op.getClass().getSimpleName();
        return name.substring(0, name.length() - "Op".length());
    }

    /// Throws [T2lException] unless all gradients that `op` has added to are finite.
    static void require(Op op, Gradients gradients) {
        for (Var x : op.inputs()) {
            if (x.wanted()) {
                require("the gradient of " + name(op), gradients.of(x));
            }
        }
    }

    /// Throws [T2lException] unless all numbers of `t` are finite.
    static void require(String what, Tensor t) {
        for (long i = 0, n = t.size(); i < n; i++) {
            if (!Double.isFinite(t.get(i))) {
                throw new T2lException("training: " + what + " gives " + t.get(i) + " at element " + i + " of " + t
                        + "; a smaller learning rate may help");
            }
        }
    }
}
