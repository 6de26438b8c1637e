package t2l.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import t2l.tensor.Parallel;
import t2l.tensor.backend.Kernels;

/// Resources shared by all rows of a run: kernels for any number of threads.
final class Machine implements AutoCloseable {
    private final BenchSettings plan;
    private final Function<Parallel, Kernels> open;
    private final Map<Integer, Parallel> threads = new HashMap<>();
    private final Map<Integer, Kernels> kernels = new HashMap<>();

    Machine(BenchSettings plan, Function<Parallel, Kernels> open) {
        this.plan = plan;
        this.open = open;
    }

    BenchSettings plan() {
        return plan;
    }

    Parallel threads(int count) {
        return threads.computeIfAbsent(count, Parallel::new);
    }

    Kernels kernels(int count) {
        return kernels.computeIfAbsent(count, n -> open.apply(threads(n)));
    }

    @Override
    public void close() {
        kernels.values().forEach(Kernels::close);
        threads.values().forEach(Parallel::close);
    }
}
