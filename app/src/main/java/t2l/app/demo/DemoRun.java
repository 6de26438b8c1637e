package t2l.app.demo;

import module java.base;
import t2l.app.console.Out;

import t2l.app.suite.Suite;
import t2l.app.suite.Task;
import t2l.app.suite.Task.Split;
import t2l.app.suite.Trial;
import t2l.hypernet.Arguments;
import t2l.hypernet.Variant;
import t2l.hypernet.eval.ExactMatch;
import t2l.hypernet.train.HyperSft;
import t2l.hypernet.train.LoraSft;
import t2l.hypernet.train.SftRun;
import t2l.tensor.backend.Kernels;
import t2l.transformer.lora.Lora;

/// Runs the demonstration, with a line for each step. Rows of the table are shown as soon as they are measured.
final class DemoRun {
    private static final PromptPrefix BARE = new PromptPrefix.None();

    /// Steps between two measurements of exact match.
    private static final int LOOK = 50;

    /// Tasks of each kind used for these measurements.
    private static final int LOOKED_AT = 24;

    /// Descriptions written by hand, for new tasks.
    private static final Map<String, String> SENTENCES = sentences();

    /// The amount of work.
    ///
    /// @param steps       training steps of each hypernetwork
    /// @param both        whether to train variant L as well; shorter trainings omit L, which leads early in training
    /// @param sentences   descriptions per training task
    /// @param multiTask   steps of the multi-task LoRA
    /// @param oracles     test tasks with a LoRA of their own
    /// @param oracleSteps training steps of each
    /// @param asked       descriptions tested per task
    record Effort(int steps, boolean both, int sentences, int multiTask, int oracles, int oracleSteps, int asked) {
        static final Effort USUAL = new Effort(330, true, 8, 100, 32, 100, Trial.PER_TASK);
        static final Effort QUICK = new Effort(160, false, 4, 20, 8, 60, 1);
    }

    private final Out out;
    private final ExperimentRunner runner;
    private final Experiment experiment;
    private final Suite suite;
    private final Kernels kernels;
    private final Effort effort;
    private final Arguments arguments;
    private final List<Task> trained;
    private final List<Task> fresh;
    /// Durations of the parts.
    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private final Map<String, ExactMatch.Score> rows = new LinkedHashMap<>();
    private final Map<Variant.Preset, Report.Course> courses = new LinkedHashMap<>();

    /// @param arguments training arguments of a hypernetwork; the effort changes some, and the variant is chosen here
    DemoRun(Out out, ExperimentRunner runner, Experiment experiment, Kernels kernels, Arguments arguments,
            Effort effort) {
        this.out = out;
        this.runner = runner;
        this.experiment = experiment;
        this.suite = experiment.suite();
        this.kernels = kernels;
        this.effort = effort;
        this.arguments = arguments.with(Map.of("steps", effort.steps(), "n_descs_per_ds", effort.sentences()))
                .with(Variant.Preset.X.arguments());
        this.trained = suite.tasks(Split.TRAIN);
        this.fresh = Trial.test(suite);
    }

    private static Map<String, String> sentences() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("A.third.opposite", "What is the opposite of the third adjective?");
        all.put("V.second.past", "Take verb number two and put it in the past.");
        all.put("N.penult.spanish", "Which Spanish word matches the second to last item?");
        all.put("N.body.french", "There is one body part in the list. How do you say it in French?");
        all.put("N.only-body.plural", "Keep just the body parts and write them in the plural.");
        all.put("N.fruit.backwards", "Spell the fruit backwards.");
        all.put("N.place.upper", "SHOUT the name of the place.");
        all.put("N.tool.spanish", "How would a Spaniard call the tool?");
        all.put("N.reverse.upper", "Write the whole list backwards and in capitals.");
        return all;
    }

    /// Runs it. Throws [java.util.concurrent.CancellationException] if the user cancels it.
    ///
    /// @param version   of the program
    /// @param machine   description of the backend
    /// @param directory directory for the trained hypernetwork
    Report tell(String version, String machine, Optional<Path> directory) {
        out.say("A frozen language model (1.35 million parameters) has some fifty skills with");
        out.say("words, but cannot know which one a prompt asks for. A hypernetwork will read a");
        out.say("description of the task and generate an adapter for it.");
        out.say("");
        out.say("1. The model alone, on " + fresh.size() + " tasks that are held out from training:");
        timed("evaluate", this::alone);
        out.say("2. Embed " + effort.sentences() + " descriptions of each of " + trained.size() + " training tasks.");
        timed("embed", () -> experiment.read(trained, arguments, runner));
        out.say("3. Train a hypernetwork that reads every word of them (variant X), through the");
        out.say("   frozen model:");
        SftRun<HyperSft> run = experiment.hypernetwork(arguments, trained);
        try (var trainer = run.trainer()) {
            timed("train", () -> train(Variant.Preset.X, run));
            directory.ifPresent(d -> SftRun.network(run).write(d, run.trainer().values(), kernels));
            timed("evaluate", () -> written(run));
            out.say("4. For comparison, one LoRA for all training tasks:");
            multiTask();
            out.say("5. The upper bound: a LoRA trained on examples of the task itself, for each of");
            out.say("   " + effort.oracles() + " new tasks:");
            oracles();
            if (effort.both()) {
                out.say("6. The paper's network (variant L), which reads one vector of a description,");
                out.say("   trained in the same way:");
                vectorReader();
            }
            List<Experiment.Answer> answers = SENTENCES.entrySet().stream()
                    .map(e -> experiment.answer(e.getKey(), e.getValue(), run.objective().network(), trainer.values()))
                    .toList();
            return new Report(version, run.settings().optimisation().seed(), machine, seconds, rows, answers, courses);
        }
    }

    private void timed(String part, Runnable work) {
        long begin = System.nanoTime();
        work.run();
        seconds.merge(part, (System.nanoTime() - begin) / 1e9, Double::sum);
    }

    private void row(String name, ExactMatch match) {
        rows.put(name, match.score());
        out.say(String.format(Locale.ROOT, "   %-22s %5.1f ± %3.1f %%", name, 100 * match.score().mean(),
                100 * match.score().standardError()));
    }

    private void alone() {
        row("base", experiment.alone(Trial.silent(fresh), BARE));
        row("description_in_prompt", experiment.alone(some(Trial.descriptions(fresh)), new PromptPrefix.Description()));
        row("few_shot", experiment.alone(Trial.silent(fresh), new PromptPrefix.Shots(3)));
    }

    /// Trains a network, records the loss of every step, and measures exact match from time to time.
    private void train(Variant.Preset variant, SftRun<HyperSft> run) {
        List<Double> losses = new ArrayList<>();
        List<Report.Look> looks = new ArrayList<>();
        runner.train("variant " + variant, run, loss -> {
            losses.add(loss);
            if (losses.size() % LOOK == 0) {
                looks.add(new Report.Look(losses.size(), glance(run, Trial.seen(suite)),
                        glance(run, suite.tasks(Split.VAL))));
            }
        });
        courses.put(variant, new Report.Course(losses, looks));
    }

    private ExactMatch.Score glance(SftRun<HyperSft> run, List<Task> tasks) {
        List<Trial> one = tasks.stream().limit(LOOKED_AT)
                .map(task -> new Trial(task, task.descriptions().getFirst())).toList();
        return ask(run, one).score();
    }

    private ExactMatch ask(SftRun<HyperSft> run, List<Trial> trials) {
        return experiment.written(trials, run.objective().network(), experiment.trained(run.trainer().values()));
    }

    private void written(SftRun<HyperSft> run) {
        List<Task> seen = Trial.seen(suite);
        row("t2l_seen_tasks", ask(run, some(Trial.descriptions(seen))));
        row("t2l_new_descriptions", ask(run, some(Trial.newDescriptions(seen))));
        row("t2l_new_tasks", ask(run, some(Trial.descriptions(fresh))));
        row("random_description", ask(run, some(Trial.wrongDescriptions(fresh))));
        row("nonsense_description", ask(run, some(Trial.nonsense(suite, fresh))));
    }

    /// Trains variant L with the same arguments.
    private void vectorReader() {
        SftRun<HyperSft> run = experiment.hypernetwork(arguments.with(Variant.Preset.L.arguments()), trained);
        try (var _ = run.trainer()) {
            timed("train_l", () -> train(Variant.Preset.L, run));
            timed("evaluate", () -> row("l_new_tasks", ask(run, some(Trial.descriptions(fresh)))));
        }
    }

    /// The first few trials of each task.
    private List<Trial> some(List<Trial> trials) {
        return IntStream.range(0, trials.size()).filter(i -> i % Trial.PER_TASK < effort.asked())
                .mapToObj(trials::get).toList();
    }

    private void multiTask() {
        SftRun<LoraSft> run = experiment.multiTask(
                arguments.with(Experiment.multiTaskArguments()).with(Map.of("steps", effort.multiTask())), trained);
        try (var trainer = run.trainer()) {
            timed("train_multi_task",
                    () -> runner.train("multi-task LoRA", run, _ -> {}));
            timed("evaluate", () -> row("multi_task_lora", experiment.adapted(Trial.silent(fresh), BARE,
                    experiment.trained(trainer.values()), run.objective()::adapter)));
        }
    }

    private void oracles() {
        int half = effort.oracles() / 2;
        List<Task> some = Stream.of(Split.TEST_A, Split.TEST_B)
                .flatMap(split -> suite.tasks(split).stream().limit(half)).toList();
        try (Arena arena = Arena.ofShared()) {
            List<Lora> loras = new ArrayList<>();
            timed("train_oracles",
                    () -> loras.addAll(experiment.oracles(arguments.with(Experiment.oracleArguments())
                            .with(Map.of("steps", effort.oracleSteps(), "batch_size", 8)), some, runner, arena)));
            timed("evaluate", () -> {
                row("oracle_lora", experiment.own(some, loras));
                Lora mean = experiment.mean(loras, arena);
                row("average_lora",
                        experiment.adapted(Trial.silent(fresh), BARE, experiment.frozen(), mean::adapter));
            });
        }
    }
}
