package t2l.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import t2l.hypernet.Arguments;
import t2l.hypernet.HyperNetwork;
import t2l.hypernet.eval.ExactMatch;
import t2l.hypernet.suite.Cue;
import t2l.hypernet.suite.Experiment;
import t2l.hypernet.suite.Split;
import t2l.hypernet.suite.Suite;
import t2l.hypernet.suite.Task;
import t2l.hypernet.suite.Trial;
import t2l.hypernet.train.HyperSft;
import t2l.hypernet.train.LoraSft;
import t2l.hypernet.train.SftRun;
import t2l.hypernet.train.Trainer;
import t2l.tensor.Kernels;

/// The demonstration, told once: what is done, in a line each, and what comes of it.
final class Story {
    private static final Cue BARE = new Cue.None();

    /// Sentences typed by hand for tasks that were never trained on.
    private static final Map<String, String> SENTENCES = sentences();

    private final Out out;
    private final Experiment experiment;
    private final Suite suite;
    private final Kernels kernels;
    private final String version;
    private final Arguments arguments;
    private final boolean quick;
    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private final List<Report.Row> rows = new ArrayList<>();
    private final List<Double> losses = new ArrayList<>();

    Story(Out out, Experiment experiment, Kernels kernels, String version, long seed, boolean quick) {
        this.out = out;
        this.experiment = experiment;
        this.suite = experiment.suite();
        this.kernels = kernels;
        this.version = version;
        this.quick = quick;
        Arguments usual = Experiment.arguments().with(Map.of("seed", seed));
        this.arguments = quick ? usual.with(Map.of("steps", usual.whole("steps") / 4)) : usual;
    }

    private static Map<String, String> sentences() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("A.third.opposite", "What is the opposite of the third adjective?");
        all.put("V.second.past", "Take verb number two and put it in the past.");
        all.put("N.penult.spanish", "Which Spanish word matches the second to last item?");
        return all;
    }

    /// What computes here.
    static String machine(Kernels kernels) {
        return System.getProperty("os.arch") + ", " + kernels.name();
    }

    /// Nothing, if the user stopped it.
    ///
    /// @param directory where the trained hypernetwork goes
    Optional<Report> tell(Optional<Path> directory) {
        out.say("A frozen language model, and a hypernetwork that reads a sentence and writes an adapter for it.");
        out.say("1. Read the descriptions of 328 training tasks.");
        List<Task> trained = suite.tasks(Split.TRAIN);
        SftRun<HyperSft> run = timed("embed", () -> experiment.hypernetwork(arguments, trained));
        try (Trainer trainer = run.trainer()) {
            out.say("2. Train the hypernetwork on them, through the frozen model.");
            if (!timed("train", () -> train("hypernetwork", run, losses))) {
                return Optional.empty();
            }
            directory.ifPresent(d -> SftRun.write(run, d, arguments, kernels));
            out.say("3. For comparison, train one LoRA on all tasks at once.");
            Arguments one = arguments.with(Experiment.multiTaskArguments());
            SftRun<LoraSft> lora = experiment.multiTask(quick ? one.with(Map.of("steps", 75)) : one, trained);
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
                    .map(e -> experiment.answer(e.getKey(), e.getValue(), run.objective().network(), trainer.values()))
                    .toList();
            return Optional.of(new Report(version, arguments.whole("seed"), machine(kernels), seconds, rows, answers,
                    losses));
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

    private void row(String name, ExactMatch match) {
        rows.add(new Report.Row(name, match.score()));
    }

    private void evaluate(HyperNetwork network, Trainer trainer, LoraSft lora, Trainer other) {
        List<Task> fresh = Trial.test(suite);
        row("base", experiment.alone(Trial.silent(fresh), BARE));
        row("random_description", written(Trial.wrongDescriptions(suite), network, trainer));
        row("nonsense_description", written(Trial.nonsense(suite), network, trainer));
        row("multi_task_lora", experiment.adapted(Trial.silent(fresh), BARE, experiment.trained(other.values()),
                lora::adapter));
        row("t2l_seen_tasks", written(Trial.descriptions(Trial.seen(suite)), network, trainer));
        row("t2l_new_descriptions", written(Trial.newDescriptions(Trial.seen(suite)), network, trainer));
        row("t2l_new_tasks", written(Trial.descriptions(fresh), network, trainer));
    }

    private ExactMatch written(List<Trial> trials, HyperNetwork network, Trainer trainer) {
        return experiment.written(trials, network, experiment.trained(trainer.values()));
    }
}
