package t2l.tensor.backend;

import t2l.tensor.Parallel;
import t2l.tensor.kernel.Kernel;

/// Kernels whose threads end when they are closed.
public final class Threaded extends KernelsOver {
    private final Parallel threads;

    /// @param threads those of `under`, closed with this
    public Threaded(Kernels under, Parallel threads) {
        super(under);
        this.threads = threads;
    }

    @Override
    protected boolean take(Kernel kernel) {
        under().run(kernel);
        return true;
    }

    @Override
    public void close() {
        try (threads) {
            super.close();
        }
    }
}
