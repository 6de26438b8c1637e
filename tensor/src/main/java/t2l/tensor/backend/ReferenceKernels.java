package t2l.tensor.backend;

import t2l.tensor.ThreadGuard;
import t2l.tensor.kernel.Kernel;

/// Runs every kernel by its definition. Slow on purpose.
public final class ReferenceKernels implements Kernels {
    private final ThreadGuard guard = new ThreadGuard("kernels");

    @Override
    public void run(Kernel kernel) {
        kernel.define();
    }

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public ThreadGuard guard() {
        return guard;
    }
}
