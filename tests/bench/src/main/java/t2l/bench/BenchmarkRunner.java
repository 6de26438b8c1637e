package t2l.bench;

import module java.base;
import t2l.bench.Row.Job;
import t2l.tensor.Parallel;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;

/// Runs benchmark rows: each is set up, checked, then timed, in turns with the ceilings of the machine and with rivals,
/// and its memory is freed before the next one.
final class BenchmarkRunner implements AutoCloseable {
    private final Bench.Settings plan;
    private final Parallel threads;
    private final Kernels kernels;
    private final Timing timing;
    private final List<PeerCommand> commands;

    /// @param open     opens kernels that share these threads
    /// @param commands rivals, closed with this
    BenchmarkRunner(Bench.Settings plan, Function<Parallel, Kernels> open, List<PeerCommand> commands) {
        this.plan = plan;
        this.commands = commands;
        this.threads = new Parallel(plan.threads());
        this.kernels = open.apply(threads);
        this.timing = new Timing(plan.seconds(), plan.threads() == 1 && kernels.traffic().isEmpty());
    }

    /// The description of the kernels, as in `t2l inspect`.
    String kernels() {
        return kernels.name();
    }

    /// Runs `rows` one after the other and passes on their results, until `stopping`. Throws [T2lException] if a result is
    /// wrong.
    void run(List<Row> rows, BooleanSupplier stopping, Consumer<Measurement> result) {
        for (Row row : rows) {
            if (stopping.getAsBoolean()) {
                return;
            }
            result.accept(run(row));
        }
    }

    private Measurement run(Row row) {
        try (RowContext scene = RowContext.open(plan, threads, kernels)) {
            Job job = checked(row.setup().in(scene));
            List<Job> peaks = Peaks.beside(scene, job.cost()).stream().map(BenchmarkRunner::checked).toList();
            List<Rival> others = new ArrayList<>();
            peaks.forEach(peak -> others.add(Rival.on(kernels, "", peak.work())));
            others.addAll(job.rivals());
            commands.forEach(command -> command.rival(row.name(), job.model()).ifPresent(others::add));
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
        kernels.close();
        threads.close();
        commands.forEach(PeerCommand::close);
    }
}
