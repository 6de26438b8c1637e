package t2l.bench;

import module java.base;
import t2l.tensor.Parallel;
import t2l.tensor.backend.Kernels;

/// The resources of one row: memory and random numbers, which are closed after its turn, and the kernels of the run.
final class RowContext implements AutoCloseable {
    private final Bench.Settings plan;
    private final Parallel threads;
    private final Kernels kernels;
    private final Arena arena = Arena.ofShared();
    private final RandomTensors draw;
    private final Deque<Runnable> closing = new ArrayDeque<>();

    RowContext(Bench.Settings plan, Parallel threads, Kernels kernels) {
        this.plan = plan;
        this.threads = threads;
        this.kernels = kernels;
        this.draw = new RandomTensors(arena, plan.seed());
    }

    Bench.Settings plan() {
        return plan;
    }

    /// The threads of the kernels.
    Parallel threads() {
        return threads;
    }

    /// The kernels to be measured.
    Kernels kernels() {
        return kernels;
    }

    /// Memory that lives as long as the row.
    Arena arena() {
        return arena;
    }

    RandomTensors draw() {
        return draw;
    }

    /// Registers `close` to be called after the row's turn, in reverse order of registration.
    void afterwards(Runnable close) {
        closing.push(close);
    }

    @Override
    public void close() {
        try {
            while (!closing.isEmpty()) {
                closing.pop().run();
            }
        } finally {
            arena.close();
        }
    }
}
