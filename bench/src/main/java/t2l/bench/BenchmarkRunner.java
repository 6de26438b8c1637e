package t2l.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import t2l.tensor.Parallel;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.Traffic;

/// Runs benchmark rows: each is set up, checked, then timed, and its memory is freed before the next one. The ceilings
/// of the machine are measured first, in the same run.
public final class BenchmarkRunner implements AutoCloseable {
    private final BenchSettings plan;
    private final Machine machine;
    private final Timing timing;
    private final Optional<PeerCommand> command;

    /// @param open  opens kernels that share these threads
    /// @param peers   rivals, closed with this
    /// @param command another rival, closed with this
    public BenchmarkRunner(BenchSettings plan, Function<Parallel, Kernels> open, List<Peer> peers,
            Optional<PeerCommand> command) {
        this.plan = plan;
        this.command = command;
        this.machine = new Machine(plan, open, peers);
        this.timing = new Timing(plan.quick() ? 0 : plan.seconds(), plan.threads());
    }

    /// The description of the kernels, as in `t2l inspect`.
    public String kernels() {
        return machine.kernels(plan.threads()).name();
    }

    /// Runs `rows` one after the other and passes on their results, until `stopping`. Throws [T2lException] if a result
    /// is wrong.
    public void run(List<Row> rows, BooleanSupplier stopping, Consumer<Measurement> result) {
        Optional<Double> flops;
        Optional<Double> bytes;
        if (machine.kernels(plan.threads()).traffic().isPresent()) {
            flops = told(PeakRows.deviceFma(plan), result);
            bytes = told(PeakRows.deviceCopy(plan), result);
        } else {
            flops = machine.ceiling().map(_ -> peak(PeakRows.fma(plan.threads())).bestRate());
            bytes = machine.ceiling().map(_ -> peak(PeakRows.read(plan, plan.threads())).bestRate());
        }
        for (Row row : rows) {
            if (stopping.getAsBoolean()) {
                return;
            }
            result.accept(run(row, command, cost -> cost.flops() > 0 ? flops : bytes));
        }
    }

    /// The ceiling of a device is reported as a result, too.
    private Optional<Double> told(Row row, Consumer<Measurement> result) {
        Measurement peak = peak(row);
        result.accept(peak);
        return Optional.of(peak.bestRate()).filter(rate -> rate > 0);
    }

    /// The ceiling is the best round, not the median: other programs can only lower it.
    private Measurement peak(Row row) {
        return run(row, Optional.empty(), _ -> Optional.empty());
    }

    private Measurement run(Row row, Optional<PeerCommand> beside, Function<Cost, Optional<Double>> ceiling) {
        try (RowContext scene = new RowContext(machine)) {
            Job job = row.setup().in(scene);
            job.work().run();
            job.check().run();
            List<Rival> rivals = new ArrayList<>(job.rivals());
            beside.flatMap(c -> c.rival(row.name(), job.model())).ifPresent(rivals::add);
            Timing.Result time = timing.measure(Rival.on(scene.kernels(), "", job.work()), rivals);
            return new Measurement(row.name(), plan.threads(), job.cost(), time, ceiling.apply(job.cost()),
                    traffic(job.work(), scene.kernels()));
        } catch (T2lException e) {
            throw new T2lException(row.name() + ": " + e.getMessage(), e);
        }
    }

    private static Optional<Traffic> traffic(Runnable work, Kernels kernels) {
        Optional<Traffic> before = kernels.traffic();
        work.run();
        return before.flatMap(b -> kernels.traffic().map(after -> after.since(b)));
    }

    @Override
    public void close() {
        machine.close();
        command.ifPresent(PeerCommand::close);
    }
}
