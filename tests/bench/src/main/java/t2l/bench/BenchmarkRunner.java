package t2l.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import t2l.tensor.Parallel;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.Kernels.Traffic;

/// Runs benchmark rows: each is set up, checked, then timed, in turns with the ceilings of the machine and with rivals,
/// and its memory is freed before the next one.
public final class BenchmarkRunner implements AutoCloseable {
    private final BenchSettings plan;
    private final Machine machine;
    private final Timing timing;
    private final List<PeerCommand> commands;

    /// @param open     opens kernels that share these threads
    /// @param commands rivals, closed with this
    public BenchmarkRunner(BenchSettings plan, Function<Parallel, Kernels> open, List<PeerCommand> commands) {
        this.plan = plan;
        this.commands = commands;
        this.machine = new Machine(plan, open);
        this.timing = new Timing(plan.seconds(), plan.threads() == 1 && !onDevice());
    }

    /// The description of the kernels, as in `t2l inspect`.
    public String kernels() {
        return machine.kernels(plan.threads()).name();
    }

    private boolean onDevice() {
        return machine.kernels(plan.threads()).traffic().isPresent();
    }

    /// Runs `rows` one after the other and passes on their results, until `stopping`. A device's own peaks come first.
    /// Throws [T2lException] if a result is wrong.
    public void run(List<Row> rows, BooleanSupplier stopping, Consumer<Measurement> result) {
        List<Row> all = new ArrayList<>(onDevice() ? PeakRows.ofDevice(plan) : List.of());
        all.addAll(rows);
        for (Row row : all) {
            if (stopping.getAsBoolean()) {
                return;
            }
            result.accept(run(row));
        }
    }

    private Measurement run(Row row) {
        try (RowContext scene = new RowContext(machine)) {
            Job job = checked(row, scene);
            List<Job> peaks = PeakRows.beside(scene, job.cost()).stream().map(peak -> checked(peak, scene)).toList();
            List<Rival> others = new ArrayList<>();
            peaks.forEach(peak -> others.add(Rival.on(scene.kernels(), "", peak.work())));
            others.addAll(job.rivals());
            commands.forEach(command -> command.rival(row.name(), job.model()).ifPresent(others::add));
            Timing.Result time = timing.measure(Rival.on(scene.kernels(), "", job.work()), others);
            List<Measurement.Peak> ceilings = IntStream.range(0, peaks.size())
                    .mapToObj(i -> new Measurement.Peak(peaks.get(i).cost(), time.beside().get(i))).toList();
            return new Measurement(row.name(), plan.threads(), job.cost(), time, ceilings,
                    time.beside().subList(peaks.size(), others.size()), traffic(job.work(), scene.kernels()));
        } catch (T2lException e) {
            throw new T2lException(row.name() + ": " + e.getMessage(), e);
        }
    }

    private static Job checked(Row row, RowContext scene) {
        Job job = row.setup().in(scene);
        job.work().run();
        job.check().run();
        return job;
    }

    private static Optional<Traffic> traffic(Runnable work, Kernels kernels) {
        Optional<Traffic> before = kernels.traffic();
        work.run();
        return before.flatMap(b -> kernels.traffic().map(after -> after.since(b)));
    }

    @Override
    public void close() {
        machine.close();
        commands.forEach(PeerCommand::close);
    }
}
