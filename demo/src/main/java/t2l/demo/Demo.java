package t2l.demo;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import t2l.cli.Count;
import t2l.cli.Out;
import t2l.cli.OutputDirectory;
import t2l.cli.Subcommand;
import t2l.demo.suite.Experiment;
import t2l.demo.suite.ExperimentRunner;
import t2l.demo.suite.Study;
import t2l.demo.suite.Suite;
import t2l.hypernet.Arguments;
import t2l.hypernet.TaskEmbedder;
import t2l.hypernet.train.SftRun;
import t2l.tensor.backend.Kernels;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.family.TextEncoder;

/// `t2l demo`: the whole experiment in minutes, with the built-in tiny model.
@Command(name = "demo", description = "Train a hypernetwork on 328 small tasks, then test it on new ones.",
        footer = {
            "",
            "All results are computed in the run.", "", "Example:", "  t2l demo --out demo/"})
public final class Demo extends Subcommand {
    private static final String ENCODER = "builtin:minilm";

    /// The directory below --out for a model trained from scratch.
    private static final String BASE = "base";

    @Option(names = "--model", paramLabel = "MODEL", defaultValue = "builtin:tiny",
            description = "The tiny model (default: ${DEFAULT-VALUE}).")
    private String model;

    @Option(names = "--out", paramLabel = "DIR",
            description = "Write the report, the plots and the trained hypernetwork there.")
    private Optional<Path> to;

    @Option(names = "--quick", description = "A shorter version of a minute and a half, without variant L.")
    private boolean quick;

    @Option(names = "--from-scratch",
            description = "Pretrain the tiny model first: about 20 minutes more on two cores.")
    private boolean fromScratch;

    @Option(names = "--full",
            description = "Reproduce the tables of docs/mini-suite.md instead; takes hours. Needs --out.")
    private boolean full;

    @Option(names = "--seeds", paramLabel = "N", converter = Count.class, defaultValue = "3",
            description = "With --full: number of seeds to average over (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(names = "--only", paramLabel = "RUN", split = ",",
            description = "With --full: these runs only, such as t2l,x (default: all).")
    private List<String> only = List.of();

    @Option(names = "--phrases", paramLabel = "N", converter = Count.class,
            description = "Draw three quarters of the training descriptions from the rich grammar, with the first N phrases"
                    + " for each part of a task, at most about 40. Then 64 descriptions are read of each task.")
    private Optional<Integer> phrases;

    @Option(names = "--resume", description = "With --full: continue an interrupted run in DIR.")
    private boolean resume;

    @Option(names = "--force", description = "Replace an earlier result.")
    private boolean force;

    @Override
    public void run(Out out) {
        if (full && to.isEmpty()) {
            throw usage("--full: needs --out, a directory for the finished parts");
        }
        if (resume && !full) {
            throw usage("--resume: needs --full; other demos cannot be resumed");
        }
        if (!only.isEmpty() && !full) {
            throw usage("--only: needs --full; other demos have no parts");
        }
        if (full && phrases.isPresent()) {
            throw usage("--phrases: cannot be combined with --full, which has runs of " + Study.PHRASES);
        }
        if (full && (quick || fromScratch)) {
            throw usage("--full: cannot be combined with --quick or --from-scratch");
        }
        try (Kernels kernels = common.kernels(); var runner = new ExperimentRunner(out, common)) {
            if (full) {
                study(out, runner, kernels, to.orElseThrow());
            } else {
                story(out, runner, kernels);
            }
        } catch (CancellationException _) {
            out.say("stopped" + (full ? "; --resume repeats the unfinished part and continues" : ""));
        }
    }

    private void story(Out out, ExperimentRunner runner, Kernels kernels) {
        Optional<OutputDirectory> directory = to.map(path -> new OutputDirectory("--out", path, force));
        Map<String, Double> seconds = new LinkedHashMap<>();
        try (Pretrained base = base(out, runner, kernels, directory.map(OutputDirectory::path), seconds)) {
            String called = fromScratch ? to.map(place -> place.resolve(BASE).toString()).orElse("") : model;
            with(kernels, base.name(), out, experiment -> show(out,
                    new DemoRun(out, runner, experiment, kernels, arguments(called),
                            effort(), seconds)
                            .tell(version(), machine(kernels), directory.map(OutputDirectory::path)),
                    directory));
        } finally {
            directory.ifPresent(OutputDirectory::close);
        }
    }

    private DemoRun.Effort effort() {
        DemoRun.Effort usual = quick ? DemoRun.Effort.QUICK : DemoRun.Effort.USUAL;
        return phrases.isPresent() ? usual.reading(Study.RICH_SENTENCES) : usual;
    }

    private Pretrained base(Out out, ExperimentRunner runner, Kernels kernels, Optional<Path> directory,
            Map<String, Double> seconds) {
        if (!fromScratch) {
            return Pretrained.of(model);
        }
        out.say("0. Pretrain the tiny model on examples of its skills (about 20 minutes on two");
        out.say("   cores):");
        long begin = System.nanoTime();
        Pretrained base = Pretrained.train(runner, kernels, common.seed(), directory.map(d -> d.resolve(BASE)));
        seconds.put("pretrain", (System.nanoTime() - begin) / 1e9);
        return base;
    }

    /// @param base the base model named in the files
    private Arguments arguments(String base) {
        return SftRun.arguments().with(Map.of("seed", common.seed(), "model_dir", base));
    }

    private void with(Kernels kernels, String name, Out out, Consumer<Experiment> work) {
        try (LanguageModel base = LanguageModel.open(name, common.held(), kernels);
                TextEncoder reader = TextEncoder.open(ENCODER, Optional.empty(), kernels)) {
            TaskEmbedder embedder = TaskEmbedder.of(reader, ENCODER, kernels, out::say);
            try (var experiment = new Experiment(kernels, base.decoder(), base.format(), embedder,
                    phrases.map(Suite::rich).orElseGet(Suite::load))) {
                work.accept(experiment);
            }
        }
    }

    /// Runs the parts of the study that are not done yet, and writes the tables after each.
    private void study(Out out, ExperimentRunner runner, Kernels kernels, Path place) {
        List<Long> chosen = LongStream.range(0, seeds).mapToObj(i -> common.seed() + i).toList();
        String about = model + ", seeds " + chosen;
        with(kernels, model, out, experiment -> {
            List<Study.Part> parts = wanted(
                    new Study(experiment, arguments(model).with(Experiment.adamw())).parts(chosen));
            var log = new OutcomeLog(place, about, resume, force);
            for (Study.Part part : parts) {
                if (!log.has(part.name())) {
                    out.say(part.name() + " (" + (parts.indexOf(part) + 1) + " of " + parts.size() + ")");
                    log.add(part.work().apply(runner));
                    report(kernels, about, log).write(place);
                }
            }
            StudyReport report = report(kernels, about, log);
            if (out.isJson()) {
                out.json(report.json());
            } else {
                report.markdown().forEach(out::line);
            }
        });
    }

    /// The parts that the user wants. Throws [picocli.CommandLine.ParameterException] if there is no run of some name.
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

    private void show(Out out, Report report, Optional<OutputDirectory> directory) {
        if (directory.isPresent()) {
            report.write(directory.get().path());
            directory.get().commit();
            out.say("report, plots and the trained hypernetwork: " + to.orElseThrow());
        }
        if (out.isJson()) {
            out.json(report.json());
        } else {
            report.lines().forEach(out::line);
        }
    }
}
