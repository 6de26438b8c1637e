package t2l.tensor.backend;

import java.util.ArrayList;
import java.util.List;
import t2l.tensor.kernel.Kernel;

/// Runs every kernel and keeps it. [#replay] runs them again on the same tensors: a whole training step without its
/// bookkeeping, and without an allocation. What changes from step to step must therefore reach the kernels through
/// tensors (ids, targets, noise keys), never through numbers read while recording.
public final class Recording extends KernelsOver {
    private final List<Kernel> kernels = new ArrayList<>();

    public Recording(Kernels under) {
        super(under);
    }

    @Override
    protected boolean take(Kernel kernel) {
        under().run(kernel);
        kernels.add(kernel);
        return true;
    }

    /// Runs all recorded kernels in order.
    public void replay() {
        for (int i = 0; i < kernels.size(); i++) {
            under().run(kernels.get(i));
        }
    }
}
