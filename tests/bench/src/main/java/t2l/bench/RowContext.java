package t2l.bench;

import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import java.util.Deque;
import t2l.tensor.backend.Kernels;

/// The resources of one row: memory, kernels and random numbers. They are closed after its turn.
public final class RowContext implements AutoCloseable {
    private final Machine machine;
    private final Arena arena = Arena.ofShared();
    private final RandomTensors draw;
    private final Deque<Runnable> closing = new ArrayDeque<>();

    RowContext(Machine machine) {
        this.machine = machine;
        this.draw = new RandomTensors(arena, machine.plan().seed());
    }

    public BenchSettings plan() {
        return machine.plan();
    }

    Machine machine() {
        return machine;
    }

    /// Memory that lives as long as the row.
    public Arena arena() {
        return arena;
    }

    /// The kernels to be measured.
    public Kernels kernels() {
        return machine.kernels(machine.plan().threads());
    }

    /// The same kernels with another number of threads.
    public Kernels kernels(int threads) {
        return machine.kernels(threads);
    }

    RandomTensors draw() {
        return draw;
    }

    /// Registers `close` to be called after the row's turn, in reverse order of registration.
    public void afterwards(Runnable close) {
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
