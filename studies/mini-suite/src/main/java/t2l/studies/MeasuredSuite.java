package t2l.studies;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import t2l.cli.Count;
import t2l.cli.Out;
import t2l.cli.Subcommand;
import t2l.demo.suite.Experiment;
import t2l.demo.suite.ExperimentRunner;
import t2l.demo.suite.Suite;
import t2l.hypernet.train.SftRun;
import t2l.tensor.backend.Kernels;

/// The command `study`: measures the tables of `mini-suite.md` anew, in independent runs that can be continued.
@Command(name = "study", description = "Measure the tables of docs/mini-suite.md; takes hours.",
        footer = {
            "",
            "Writes table.md, results.json and plots after each run.", "", "Example:",
            "  studies/mini-suite/study --out table/ --only t2l,x"})
public final class MeasuredSuite extends Subcommand {
    @Option(names = "--model", paramLabel = "MODEL", defaultValue = "builtin:tiny",
            description = "The tiny model (default: ${DEFAULT-VALUE}).")
    private String model;

    @Option(names = "--out", paramLabel = "DIR", required = true,
            description = "Write the tables and the finished runs there.")
    private Path to;

    @Option(names = "--seeds", paramLabel = "N", converter = Count.class, defaultValue = "3",
            description = "Number of seeds to average over (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(names = "--only", paramLabel = "RUN", split = ",",
            description = "Only these runs, such as t2l,x (default: all).")
    private List<String> only = List.of();

    @Option(names = "--resume", description = "Continue an interrupted study in DIR.")
    private boolean resume;

    @Option(names = "--force", description = "Replace an earlier result.")
    private boolean force;

    @Override
    public void run(Out out) {
        try (Kernels kernels = common.kernels(); var runner = new ExperimentRunner(out, common)) {
            runner.open(model, Suite.load(), kernels, experiment -> study(out, runner, kernels, experiment));
        } catch (CancellationException _) {
            out.say("stopped; --resume repeats the unfinished run and continues");
        }
    }

    /// Performs the unfinished runs, and writes the tables after each and at the end.
    private void study(Out out, ExperimentRunner runner, Kernels kernels, Experiment experiment) {
        List<Long> chosen = LongStream.range(0, seeds).mapToObj(i -> common.seed() + i).toList();
        String about = model + ", seeds " + chosen;
        var study = new Study(experiment,
                SftRun.arguments().with(Map.of("seed", common.seed(), "model_dir", model)).with(Experiment.adamw()));
        List<Study.Part> parts = wanted(study.parts(chosen));
        var log = new OutcomeLog(to, about, resume, force);
        for (Study.Part part : parts) {
            if (!log.has(part.name())) {
                out.say(part.name() + " (" + (parts.indexOf(part) + 1) + " of " + parts.size() + ")");
                log.add(part.work().apply(runner));
                report(kernels, about, log).write(to);
            }
        }
        StudyReport report = report(kernels, about, log);
        report.write(to);
        out.result(report.json(), report.markdown());
    }

    /// The parts in `--only`. Throws [picocli.CommandLine.ParameterException] for an unknown name.
    private List<Study.Part> wanted(List<Study.Part> all) {
        List<String> runs = all.stream().map(Study.Part::run).distinct().toList();
        only.stream().filter(run -> !runs.contains(run)).findFirst().ifPresent(run -> {
            throw usage("--only: needs some of " + String.join(", ", runs) + ", got " + run);
        });
        return only.isEmpty() ? all : all.stream().filter(part -> only.contains(part.run())).toList();
    }

    private StudyReport report(Kernels kernels, String about, OutcomeLog log) {
        return new StudyReport(version(), machine(kernels), about, log.outcomes());
    }
}
