package t2l.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import t2l.app.console.Json;
import t2l.app.console.Out;
import t2l.hypernet.train.HyperSft;
import t2l.hypernet.train.SftRun;
import t2l.tensor.Parallel;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.WholeFile;
import t2l.tensor.ranks.RankLibrary;
import t2l.tensor.ranks.Ranks;

/// `t2l bench step --ranks`: the step of the mini suite in 16 shards on 1, 2 and 4 ranks, which share the threads of this
/// machine. The program starts itself by `mpirun`; started so, it measures.
final class RankScaling {
    private static final List<Integer> COUNTS = List.of(1, 2, 4);
    /// With `--quick`.
    private static final List<Integer> FEW = COUNTS.subList(0, 2);
    private static final String HEADING = String.format("%-16s%10s%12s%12s%9s", "", "threads", "step", "exchange",
            "ratio");
    private static final int WARM_UP = 20;
    private static final int STEPS = 20;

    private final BenchSettings plan;
    private final Out out;

    RankScaling(BenchSettings plan, Out out) {
        this.plan = plan;
        this.out = out;
    }

    /// Measures, if this process is a rank, else starts ranks and prints what they measured.
    ///
    /// @param mpirun the program that starts ranks, and options of it
    void run(String mpirun, Function<Parallel, Kernels> open) {
        RankLibrary.ofThisProcess().ifPresentOrElse(library -> measure(library.join(System.getenv()), open),
                () -> table(mpirun));
    }

    /// Median seconds of a step and of what it waited for others, from rank 0.
    private void measure(Ranks joined, Function<Parallel, Kernels> open) {
        try (TimedRanks ranks = new TimedRanks(joined);
                Machine machine = new Machine(plan, open);
                RowContext scene = new RowContext(machine)) {
            SftRun<HyperSft> run = StepRows.ofRanks(scene, ranks);
            for (int i = 0; i < plan.size(WARM_UP, 1); i++) {
                run.trainer().step();
            }
            double[] steps = new double[plan.size(STEPS, 2)];
            double[] exchanges = new double[steps.length];
            for (int i = 0; i < steps.length; i++) {
                ranks.any(false); // all begin together
                double before = ranks.seconds();
                long begin = System.nanoTime();
                run.trainer().step();
                steps[i] = (System.nanoTime() - begin) / 1e9;
                exchanges[i] = ranks.seconds() - before;
            }
            ranks.first(() -> out.json(Json.object("name", "step/ranks/" + ranks.count(), "threads",
                    plan.threads(), "seconds", median(steps), "exchange_seconds", median(exchanges))));
        }
    }

    private static double median(double[] all) {
        Arrays.sort(all);
        return all[all.length / 2];
    }

    private void table(String mpirun) {
        double first = Double.NaN;
        for (int count : plan.quick() ? FEW : COUNTS) {
            Map<String, Object> row = row(mpirun, count);
            double seconds = ((Number) row.get("seconds")).doubleValue();
            if (count == 1) {
                first = seconds;
                if (!out.isJson()) out.line(HEADING);
            }
            row.put("ratio", first / seconds);
            out.result(row, String.format(Locale.ROOT, "%-16s%10s%9.1f ms%9.1f ms%9.2f", row.get("name"),
                    count + " × " + row.get("threads"), 1e3 * seconds,
                    1e3 * ((Number) row.get("exchange_seconds")).doubleValue(), first / seconds));
        }
    }

    /// What so many ranks say.
    private Map<String, Object> row(String mpirun, int count) {
        List<String> command = new ArrayList<>(Arrays.asList(mpirun.strip().split("\\s+")));
        command.addAll(List.of("-n", Integer.toString(count), "env",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar",
                System.getProperty("java.class.path"), "bench", "step", "--ranks", "--threads",
                Integer.toString(Math.max(1, plan.threads() / count)), "--seed", Long.toString(plan.seed())));
        if (plan.quick()) {
            command.add("--quick");
        }
        try {
            Process job = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
            job.getOutputStream().close();
            String said = new String(job.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (job.waitFor() != 0 || said.isEmpty()) {
                throw new T2lException("--ranks: needs " + count + " ranks that run to their end, " + mpirun
                        + " ended with exit code " + job.exitValue());
            }
            return JSON.std.mapFrom(said.lines().toList().getLast());
        } catch (IOException e) {
            throw new T2lException("--mpirun: " + mpirun + " cannot be started: " + WholeFile.reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new T2lException("--ranks: interrupted", e);
        }
    }
}
