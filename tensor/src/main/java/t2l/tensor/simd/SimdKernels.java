package t2l.tensor.simd;

import t2l.tensor.Kernels;
import t2l.tensor.KernelsOver;
import t2l.tensor.Parallel;

/// Which kernel has a fast version, and for which operands: a table. Everything else goes to the kernels under it.
public final class SimdKernels extends KernelsOver {
    private final Parallel threads;

    /// @param under computes what these kernels do not know
    public SimdKernels(Kernels under, Parallel threads) {
        super(under);
        this.threads = threads;
    }

    @Override
    public String name() {
        return "simd/" + Lanes.F.vectorBitSize() + ", " + threads.threads()
                + (threads.threads() == 1 ? " thread" : " threads");
    }
}
