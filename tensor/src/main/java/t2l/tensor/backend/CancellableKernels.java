package t2l.tensor.backend;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import t2l.tensor.kernel.Kernel;

/// Kernels that run until the user has had enough: from then on [#run] throws [CancellationException] in place of
/// computing, so that any work ends between two kernels.
public final class CancellableKernels extends KernelsOver {
    private final BooleanSupplier cancelled;

    /// @param cancelled asked before each kernel
    public CancellableKernels(Kernels under, BooleanSupplier cancelled) {
        super(under);
        this.cancelled = cancelled;
    }

    /// `kernels` for work that must not be left half done: a few kernels that change what is kept.
    public static Kernels whole(Kernels kernels) {
        return kernels instanceof CancellableKernels cancellable ? cancellable.under() : kernels;
    }

    @Override
    protected boolean take(Kernel kernel) {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("stopped");
        }
        under().run(kernel);
        return true;
    }
}
