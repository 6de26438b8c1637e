package t2l.tensor.simd;

import java.util.Arrays;
import java.util.List;
import t2l.tensor.Parallel;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Kernel;
import t2l.tensor.kernel.SideBySide;

/// Independent kernels, each on one thread. A kernel's bits do not depend on its threads, so they are those of running one
/// after the other.
final class SimdSideBySide implements Parallel.Body {
    private final Parallel threads;
    /// For each thread, kernels that use this thread only; made when they are first needed.
    private Kernels[] serial = {};
    private List<Kernel> parts = List.of();

    SimdSideBySide(Parallel threads) {
        this.threads = threads;
    }

    /// False, having done nothing, if threads would have no part: then the parts are better shared out one by one.
    boolean run(SideBySide call) {
        if (threads.threads() == 1 || call.parts().size() < threads.threads()) {
            return false;
        }
        if (serial.length == 0) {
            serial = new Kernels[threads.threads()];
            Arrays.setAll(serial, _ -> new SimdKernels(new ReferenceKernels(), new Parallel(1)));
        }
        parts = call.parts();
        threads.rows(parts.size(), 1, this);
        return true;
    }

    @Override
    public void run(int worker, int from, int to) {
        for (int i = from; i < to; i++) {
            serial[worker].run(parts.get(i));
        }
    }
}
