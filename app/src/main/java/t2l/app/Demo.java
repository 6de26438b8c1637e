package t2l.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import t2l.hypernet.Arguments;
import t2l.hypernet.HyperNetwork;
import t2l.hypernet.TaskEmbedder;
import t2l.hypernet.suite.Experiment;
import t2l.hypernet.train.HyperSft;
import t2l.hypernet.train.LoraSft;
import t2l.hypernet.train.SftRun;
import t2l.hypernet.train.Trainer;
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

    /// Steps of the multi-task LoRA, and its learning rate.
    private static final Map<String, Object> MULTI_TASK = Map.of("steps", 300, "lr", 2e-3, "weight_decay", 1e-3);

    /// Sentences typed by hand for tasks that were never trained on.
    private static final Map<String, String> SENTENCES = sentences();

    @Option(names = "--model", paramLabel = "MODEL", defaultValue = "builtin:tiny",
            description = "The tiny model (default: ${DEFAULT-VALUE}).")
    private String model;

    @Option(names = "--out", paramLabel = "DIR",
            description = "Write the report, the plots and the trained hypernetwork there.")
    private Optional<Path> to;

    @Option(names = "--quick", description = "A quarter of the training.")
    private boolean quick;

    @Option(names = "--force", description = "Overwrite what is in DIR.")
    private boolean force;

    private static Map<String, String> sentences() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("A.third.opposite", "What is the opposite of the third adjective?");
        all.put("V.second.past", "Take verb number two and put it in the past.");
        all.put("N.penult.spanish", "Which Spanish word matches the second to last item?");
        return all;
    }

    @Override
    void run(Out out) {
        Optional<OutputDirectory> directory = to.map(path -> new OutputDirectory("--out", path, force));
        try (Parallel threads = common.parallel()) {
            Kernels kernels = common.kernels(threads);
            try (LanguageModel base = LanguageModel.open(model, common.held(), kernels);
                    TextEncoder reader = TextEncoder.open(ENCODER, Optional.empty(), kernels)) {
                TaskEmbedder embedder = TaskEmbedder.of(reader, ENCODER, kernels, out::say);
                try (var experiment = new Experiment(kernels, base.decoder(), base.format(), embedder)) {
                    Optional<Report> report = new Story(out, experiment, kernels, directory.map(OutputDirectory::path))
                            .tell();
                    report.ifPresent(r -> show(out, r, directory));
                }
            }
        } finally {
            directory.ifPresent(OutputDirectory::close);
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

    /// One telling.
    private final class Story {
        private final Out out;
        private final Experiment experiment;
        private final Kernels kernels;
        private final Optional<Path> directory;
        private final Map<String, Double> seconds = new LinkedHashMap<>();
        private final List<Experiment.Row> rows = new ArrayList<>();
        private final List<Double> losses = new ArrayList<>();

        Story(Out out, Experiment experiment, Kernels kernels, Optional<Path> directory) {
            this.out = out;
            this.experiment = experiment;
            this.kernels = kernels;
            this.directory = directory;
        }

        /// Nothing, if the user stopped it.
        Optional<Report> tell() {
            out.say("A frozen language model, and a hypernetwork that reads a sentence and writes an adapter for it.");
            Arguments arguments = Experiment.arguments().with(Map.of("seed", common.seed()));
            if (quick) {
                arguments = arguments.with(Map.of("steps", arguments.whole("steps") / 4));
            }
            Arguments chosen = arguments;
            out.say("1. Read the descriptions of 328 training tasks.");
            SftRun<HyperSft> run = timed("embed", () -> experiment.hypernetwork(chosen));
            try (Trainer trainer = run.trainer()) {
                out.say("2. Train the hypernetwork on them, through the frozen model.");
                if (!timed("train", () -> train("hypernetwork", run, losses))) {
                    return Optional.empty();
                }
                directory.ifPresent(d -> SftRun.write(run, d, chosen, kernels));
                out.say("3. For comparison, train one LoRA on all tasks at once.");
                Arguments one = chosen.with(MULTI_TASK);
                SftRun<LoraSft> lora = experiment.multiTask(quick ? one.with(Map.of("steps", 75)) : one);
                try (Trainer other = lora.trainer()) {
                    if (!timed("train_multi_task", () -> train("multi-task LoRA", lora, new ArrayList<>()))) {
                        return Optional.empty();
                    }
                    out.say("4. Ask all of them, also about tasks that nobody was trained on.");
                    timed("evaluate", () -> {
                        evaluate(run.objective().network(), trainer, lora.objective(), other);
                        return true;
                    });
                }
                List<Experiment.Answer> answers = SENTENCES.entrySet().stream()
                        .map(e -> experiment.ask(e.getKey(), e.getValue(), run.objective().network(), trainer.values()))
                        .toList();
                return Optional.of(new Report(version(), common.seed(),
                        System.getProperty("os.arch") + ", " + kernels.name(), seconds, rows, answers, losses));
            }
        }

        private <T> T timed(String part, Supplier<T> work) {
            long begin = System.nanoTime();
            T result = work.get();
            seconds.put(part, (System.nanoTime() - begin) / 1e9);
            return result;
        }

        private boolean train(String title, SftRun<?> run, List<Double> curve) {
            return new Training(out, title, Optional.empty(), Long.MAX_VALUE).run(run.trainer(), run.total(),
                    run.settings(), run.tokens(), curve::add);
        }

        private void evaluate(HyperNetwork network, Trainer trainer, LoraSft lora, Trainer other) {
            rows.add(experiment.base());
            Map<String, Experiment.Row> written = new LinkedHashMap<>();
            experiment.trials().forEach((name, trials) -> written.put(name,
                    experiment.hypernetwork(name, trials, network, experiment.trained(trainer.values()))));
            rows.add(written.remove("random_description"));
            rows.add(written.remove("nonsense_description"));
            rows.add(experiment.multiTask(lora, other.values()));
            rows.addAll(written.values());
        }
    }
}
