package t2l.tensor.backend;

import module java.base;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Elementwise.Fill;
import t2l.tensor.kernel.Kernel;
import t2l.tensor.kernel.Products.MatMul;

/// Runs every kernel and keeps it. [#replay] runs them again on the same tensors: a whole training step without its
/// bookkeeping, and without an allocation. What changes from step to step must therefore reach the kernels through
/// tensors (ids, targets, noise keys), never through numbers read while recording.
///
/// A product that is added to zeros just written, as the first part of a gradient is, is kept as one that overwrites: the
/// same numbers, without writing and reading the zeros. Only the sign of a zero may differ, for `0 + (−0)` is `+0`.
public final class Recording extends KernelsOver {
    private final List<Kernel> kernels = new ArrayList<>();

    public Recording(Kernels under) {
        super(under);
    }

    @Override
    protected boolean take(Kernel kernel) {
        Kernel kept = kernel;
        if (kernel instanceof MatMul product && product.add() && product.alpha() == 1 && zeroed(product.out())) {
            kernels.removeLast();
            kept = new MatMul(product.a(), product.b(), product.out());
        }
        under().run(kept);
        kernels.add(kept);
        return true;
    }

    private boolean zeroed(Tensor t) {
        return !kernels.isEmpty() && kernels.getLast() instanceof Fill(double value, Tensor out) && value == 0
                && out == t;
    }

    /// Runs all recorded kernels in order.
    public void replay() {
        for (int i = 0; i < kernels.size(); i++) {
            under().run(kernels.get(i));
        }
    }
}
