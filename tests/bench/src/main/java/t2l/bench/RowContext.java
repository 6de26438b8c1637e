package t2l.bench;

import module java.base;
import t2l.bench.Row.Job;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.WholeFile;

/// Runs one row, with its resources: memory and random numbers, which are closed after its turn, and the kernels of the run.
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

    /// Sets up a row, checks it, and times it in turns with the ceilings of the machine and with rivals. Throws [T2lException]
    /// if a result is wrong.
    Measurement measure(Row row, Timing timing, List<PeerCommand> peers) {
        try {
            Job job = checked(row.setup().apply(this));
            List<Job> peaks = Peaks.beside(this, job.cost()).stream().map(RowContext::checked).toList();
            List<Rival> others = new ArrayList<>();
            peaks.forEach(peak -> others.add(Rival.on(kernels, "", peak.work())));
            others.addAll(job.rivals());
            peers.forEach(peer -> peer.rival(row.name(), job.model()).ifPresent(others::add));
            Timing.Result time = timing.measure(Rival.on(kernels, "", job.work()), others);
            List<Measurement.Peak> ceilings = IntStream.range(0, peaks.size())
                    .mapToObj(i -> new Measurement.Peak(peaks.get(i).cost(), time.beside().get(i))).toList();
            return new Measurement(row.name(), plan.threads(), job.cost(), time, ceilings,
                    time.beside().subList(peaks.size(), others.size()));
        } catch (T2lException e) {
            throw new T2lException(row.name() + ": " + e.getMessage(), e);
        }
    }

    private static Job checked(Job job) {
        job.work().run();
        job.check().run();
        return job;
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
