package t2l.tensor.backend;

import module java.base;
import t2l.tensor.Parallel;
import t2l.tensor.kernel.Kernel;

/// Kernels for one piece of work, such as a command: their threads end when they are closed, and they run until the user has
/// had enough. From then on [#run] throws [CancellationException] in place of computing, so that any work ends between two
/// kernels.
public final class Session extends KernelsOver {
    private final Parallel threads;
    private final BooleanSupplier cancelled;
    private final Kernels whole;

    /// That nobody stops.
    ///
    /// @param threads those of `under`, closed with this
    public Session(Kernels under, Parallel threads) {
        super(under);
        this.threads = threads;
        this.cancelled = () -> false;
        this.whole = this;
    }

    /// @param cancelled asked before each kernel
    public Session(Kernels under, Parallel threads, BooleanSupplier cancelled) {
        super(under);
        this.threads = threads;
        this.cancelled = cancelled;
        this.whole = new Session(under, threads);
    }

    /// `kernels` for work that must not be left half done: a few kernels that change what is kept.
    public static Kernels whole(Kernels kernels) {
        return kernels instanceof Session session ? session.whole : kernels;
    }

    @Override
    protected boolean take(Kernel kernel) {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("stopped");
        }
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
