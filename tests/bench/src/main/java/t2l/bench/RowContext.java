package t2l.bench;

import module java.base;
import t2l.tensor.Parallel;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.WholeFile;

/// The resources of one row: memory and random numbers, which are closed after its turn, and the kernels of the run.
///
/// @param threads of the kernels
/// @param kernels to be measured
/// @param arena   memory that lives as long as the row
/// @param closing called after the row's turn, the last first
record RowContext(Bench.Settings plan, Parallel threads, Kernels kernels, Arena arena, RandomTensors draw,
        Deque<Runnable> closing) implements AutoCloseable {
    @SuppressWarnings("MustBeClosedChecker") // [#close] closes the arena
    static RowContext open(Bench.Settings plan, Parallel threads, Kernels kernels) {
        Arena arena = Arena.ofShared();
        return new RowContext(plan, threads, kernels, arena, new RandomTensors(arena, plan.seed()), new ArrayDeque<>());
    }

    /// Registers `close` to be called after the row's turn, in reverse order of registration.
    void afterwards(Runnable close) {
        closing.push(close);
    }

    /// A file that is deleted after the row's turn.
    Path file() {
        try {
            Path file = Files.createTempFile("t2l-bench-", ".gguf");
            afterwards(() -> file.toFile().delete());
            return file;
        } catch (IOException e) {
            throw new T2lException("bench: cannot write a model to measure: " + WholeFile.reason(e), e);
        }
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
