package t2l.tensor.scalar;

import t2l.tensor.Parallel;
import t2l.tensor.backend.*;

/// `scalar`: plain loops over floats, on every JVM.
public final class ScalarBackend implements Backend {
    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public Availability probe() {
        return new Availability.Ready("float loops that need no warm-up");
    }

    @Override
    public Kernels open(Kernels under, Parallel threads) {
        return new ScalarKernels(under, threads);
    }
}
