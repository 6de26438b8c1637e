package t2l.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import t2l.hypernet.TaskEmbedder;
import t2l.hypernet.suite.Experiment;
import t2l.hypernet.suite.Outcome;
import t2l.hypernet.suite.Study;
import t2l.tensor.Kernels;
import t2l.tensor.Parallel;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.family.TextEncoder;

/// `t2l demo`: the whole story in minutes, with the built-in tiny model.
@Command(name = "demo", description = "Train a hypernetwork on 328 small tasks, then ask it for tasks it never met.",
        footer = {
            "",
            "Every number is computed in the run. Example:", "  t2l demo --out demo/"})
final class Demo extends Subcommand {
    private static final String ENCODER = "builtin:minilm";

    @Option(names = "--model", paramLabel = "MODEL", defaultValue = "builtin:tiny",
            description = "The tiny model (default: ${DEFAULT-VALUE}).")
    private String model;

    @Option(names = "--out", paramLabel = "DIR",
            description = "Write the report, the plots and the trained hypernetwork there.")
    private Optional<Path> to;

    @Option(names = "--quick", description = "A quarter of the training.")
    private boolean quick;

    @Option(names = "--full",
            description = "The tables of docs/mini-suite.md instead, beside what it reports; takes hours. Needs --out.")
    private boolean full;

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "3",
            description = "With --full: seeds of the runs that are averaged (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(names = "--resume", description = "With --full: go on where the run in DIR stopped.")
    private boolean resume;

    @Option(names = "--force", description = "Overwrite what is in DIR.")
    private boolean force;

    @Override
    void run(Out out) {
        if (full && to.isEmpty()) {
            throw usage("--full: needs --out, where what is finished is kept");
        }
        if (resume && !full) {
            throw usage("--resume: needs --full; a demo without it begins anew");
        }
        if (seeds < 1) {
            throw usage("--seeds: needs at least 1, got " + seeds);
        }
        try (Parallel threads = common.parallel()) {
            Kernels kernels = common.kernels(threads);
            try (LanguageModel base = LanguageModel.open(model, common.held(), kernels);
                    TextEncoder reader = TextEncoder.open(ENCODER, Optional.empty(), kernels)) {
                TaskEmbedder embedder = TaskEmbedder.of(reader, ENCODER, kernels, out::say);
                try (var experiment = new Experiment(kernels, base.decoder(), base.format(), embedder)) {
                    if (full) {
                        study(out, experiment, kernels, to.orElseThrow());
                    } else {
                        story(out, experiment, kernels);
                    }
                }
            }
        }
    }

    private void story(Out out, Experiment experiment, Kernels kernels) {
        Optional<OutputDirectory> directory = to.map(path -> new OutputDirectory("--out", path, force));
        try {
            new Story(out, experiment, kernels, version(), common.seed(), quick)
                    .tell(directory.map(OutputDirectory::path)).ifPresent(report -> show(out, report, directory));
        } finally {
            directory.ifPresent(OutputDirectory::close);
        }
    }

    /// Does the parts of the study that are not done yet, and writes the tables after each.
    private void study(Out out, Experiment experiment, Kernels kernels, Path place) {
        List<Long> chosen = LongStream.range(0, seeds).mapToObj(i -> common.seed() + i).toList();
        String about = model + ", seeds " + chosen;
        var notebook = new Notebook(place, about, resume, force);
        for (Study.Part part : new Study(experiment, Experiment.arguments()).parts(chosen)) {
            if (notebook.has(part.name())) {
                continue;
            }
            out.say(part.name());
            Optional<Outcome> outcome = out.stopping()
                    ? Optional.empty()
                    : part.work().apply((title, run, losses) -> new Training(out, title, Optional.empty(),
                            Long.MAX_VALUE).run(run.trainer(), run.total(), run.settings(), run.tokens(), losses));
            if (outcome.isEmpty()) {
                out.say("--resume goes on with this part");
                break;
            }
            notebook.add(outcome.get());
            new StudyReport(version(), Story.machine(kernels), about, notebook.outcomes()).write(place);
        }
        StudyReport report = new StudyReport(version(), Story.machine(kernels), about, notebook.outcomes());
        if (out.isJson()) {
            out.json(report.json());
        } else {
            report.markdown().forEach(out::line);
        }
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
