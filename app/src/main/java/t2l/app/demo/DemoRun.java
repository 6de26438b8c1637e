package t2l.app.demo;

import module java.base;
import t2l.app.console.*;
import t2l.app.suite.*;
import t2l.app.suite.Task.Split;
import t2l.app.train.TrainingLoop;
import t2l.autograd.*;
import t2l.hypernet.*;
import t2l.hypernet.data.*;
import t2l.hypernet.data.TaskData.Pair;
import t2l.hypernet.eval.ExactMatch;
import t2l.hypernet.train.*;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.ranks.Ranks;
import t2l.transformer.*;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.generate.*;
import t2l.transformer.lora.*;
import t2l.transformer.template.PromptFormat;

/// The experiment of the mini suite (`mini-suite.md` §4, §5), with a line for each step: a hypernetwork is trained on tasks
/// through a frozen model, then generates adapters for new tasks. Rows of the table are shown as soon as they are measured.
final class DemoRun implements AutoCloseable {
    /// Test questions of a task.
    static final int ITEMS = 20;

    /// Steps between two measurements of exact match, and the tasks of each kind that are used for them.
    private static final int LOOK = 50;
    private static final int LOOKED_AT = 24;

    /// Descriptions embedded between two reports of progress.
    private static final int BATCH = 128;

    /// Maximum number of tokens of a printed answer.
    private static final int ANSWER = 16;

    /// The token that fills rows of a batch.
    private static final int PAD = 0;

    /// What the LoRAs have in common and the hypernetworks do not.
    private static final Map<String, Object> ADAMW = Map.of("optim", "adamw", "warmup_frac", 0.1, "weight_decay", 1e-3);

    /// New tasks, with descriptions written by hand.
    private static final List<Map.Entry<String, String>> SENTENCES = List.of(
            Map.entry("A.third.opposite", "What is the opposite of the third adjective?"),
            Map.entry("V.second.past", "Take verb number two and put it in the past."),
            Map.entry("N.penult.spanish", "Which Spanish word matches the second to last item?"),
            Map.entry("N.body.french", "There is one body part in the list. How do you say it in French?"),
            Map.entry("N.only-body.plural", "Keep just the body parts and write them in the plural."),
            Map.entry("N.fruit.backwards", "Spell the fruit backwards."),
            Map.entry("N.place.upper", "SHOUT the name of the place."),
            Map.entry("N.tool.spanish", "How would a Spaniard call the tool?"),
            Map.entry("N.reverse.upper", "Write the whole list backwards and in capitals."));

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

    /// Text before a question that identifies its task (`mini-suite.md` §2.7).
    @FunctionalInterface
    interface Prefix {
        /// Nothing: only an adapter can identify the task.
        Prefix NONE = (_, _, _) -> "";

        /// The description as a header, in lower case, because the vocabulary has only lower-case words for sentences.
        Prefix DESCRIPTION = (description, _, _) -> "# " + description.toLowerCase(Locale.ROOT) + "\n";

        /// Solved examples, different for each question.
        static Prefix shots(int count) {
            return (_, solved, question) -> IntStream.range(0, count)
                    .mapToObj(i -> solved.get((question * count + i) % solved.size()))
                    .map(pair -> pair.prompt() + " " + pair.answer() + "\n").collect(Collectors.joining());
        }

        /// The text before question `question` of a task.
        ///
        /// @param solved the task's training pairs
        String before(String description, List<Pair> solved, int question);
    }

    private final Out out;
    private final CommonOptions options;
    private final Kernels kernels;
    private final Decoder model;
    private final PromptFormat format;
    private final TaskEmbedder embedder;
    private final Effort effort;
    private final Arguments arguments;
    private final Suite suite = Suite.load();
    private final List<Task> trained = suite.tasks(Split.TRAIN);
    private final List<Task> fresh = Trial.test(suite);
    private final Map<Task, TaskData> data = new HashMap<>();
    /// What was read of descriptions, most of which training and tests share.
    private final Map<String, Descriptions> known = new HashMap<>();
    private final Arena arena = Arena.ofShared();
    private Workspace workspace = new Workspace();
    /// Durations of the parts.
    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private final Map<String, ExactMatch.Score> rows = new LinkedHashMap<>();
    private final Map<Variant.Preset, Report.Course> courses = new LinkedHashMap<>();

    /// @param base      the frozen model
    /// @param arguments training arguments of a hypernetwork; the effort changes some, and the variant is chosen here
    DemoRun(Out out, CommonOptions options, LanguageModel base, TaskEmbedder embedder, Kernels kernels,
            Arguments arguments, Effort effort) {
        this.out = out;
        this.options = options;
        this.kernels = kernels;
        this.model = base.decoder();
        this.format = base.format();
        this.embedder = embedder;
        this.effort = effort;
        this.arguments = arguments.with(Map.of("steps", effort.steps(), "n_descs_per_ds", effort.sentences()))
                .with(Variant.Preset.X.arguments());
    }

    /// Runs it. Throws [CancellationException] if the user cancels it.
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
        timed("embed", this::embed);
        out.say("3. Train a hypernetwork that reads every word of them (variant X), through the");
        out.say("   frozen model:");
        SftRun<HyperSft> run = hypernetwork(arguments);
        try (var trainer = run.trainer()) {
            timed("train", () -> train(Variant.Preset.X, run));
            directory.ifPresent(d -> SftRun.network(run).write(d, trainer.values(), kernels));
            timed("evaluate", () -> generated(run));
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
            List<Report.Answer> answers = SENTENCES.stream()
                    .map(sentence -> answer(suite.task(sentence.getKey()), sentence.getValue(), run)).toList();
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
        row("base", alone(Trial.silent(fresh), Prefix.NONE));
        row("description_in_prompt", alone(some(Trial.descriptions(fresh)), Prefix.DESCRIPTION));
        row("few_shot", alone(Trial.silent(fresh), Prefix.shots(3)));
    }

    ExactMatch alone(List<Trial> trials, Prefix prefix) {
        return ask(trials, prefix, this::frozen, (_, _, _) -> ActiveAdapter.NONE);
    }

    /// Reads the descriptions of the training in advance, so that the user sees the progress.
    private void embed() {
        NetworkSettings network = NetworkSettings.of(arguments.reader());
        List<String> unknown = unknown(trained.stream()
                .flatMap(task -> task.descriptions().stream().limit(network.descriptions())).toList(),
                network.tokens());
        try (Progress progress = out.progress("reading descriptions", unknown.size())) {
            for (int from = 0; from < unknown.size(); from += BATCH) {
                int to = Math.min(unknown.size(), from + BATCH);
                learn(unknown.subList(from, to), network.tokens());
                progress.at(to, "");
            }
        }
    }

    private List<String> unknown(List<String> sentences, boolean tokens) {
        return sentences.stream()
                .filter(sentence -> !known.containsKey(sentence) || (tokens && known.get(sentence).tokens().isEmpty()))
                .distinct().toList();
    }

    private void learn(List<String> sentences, boolean tokens) {
        Descriptions read = embedder.read(sentences, tokens, arena);
        for (int i = 0; i < sentences.size(); i++) {
            known.put(sentences.get(i), read.slice(i, 1));
        }
    }

    private Descriptions read(List<String> descriptions, boolean tokens, SegmentAllocator into) {
        List<String> unknown = unknown(descriptions, tokens);
        if (!unknown.isEmpty()) {
            learn(unknown, tokens);
        }
        return Descriptions.together(descriptions.stream().map(known::get).toList(), tokens, kernels, into);
    }

    private SftRun<HyperSft> hypernetwork(Arguments arguments) {
        return SftRun.hyper(setting(SftSettings.hypernetwork(arguments.reader())), data(trained), List.of(), this::read,
                arena);
    }

    private SftRun.Setting setting(SftSettings settings) {
        return new SftRun.Setting(kernels, Ranks.alone(), model, format, PAD,
                format.tokenizer().special().end().stream().boxed().collect(Collectors.toSet()), settings);
    }

    private List<TaskData> data(List<Task> tasks) {
        return tasks.stream().map(this::data).toList();
    }

    private TaskData data(Task task) {
        return data.computeIfAbsent(task, t -> suite.data(t, ITEMS));
    }

    /// Trains to the end.
    ///
    /// @param losses is given the loss of every step
    private void train(String title, SftRun<?> run, DoubleConsumer losses) {
        if (!new TrainingLoop(out, title, Optional.empty(), Long.MAX_VALUE).run(run, Optional.empty(), () -> {},
                losses)) {
            throw new CancellationException(title);
        }
    }

    /// Trains a network, records the loss of every step, and measures exact match from time to time.
    private void train(Variant.Preset variant, SftRun<HyperSft> run) {
        List<Double> losses = new ArrayList<>();
        List<Report.Look> looks = new ArrayList<>();
        train("variant " + variant, run, loss -> {
            losses.add(loss);
            if (losses.size() % LOOK == 0) {
                looks.add(new Report.Look(losses.size(), glance(run, Trial.seen(suite)),
                        glance(run, suite.tasks(Split.VAL))));
            }
        });
        courses.put(variant, new Report.Course(losses, looks));
    }

    private ExactMatch.Score glance(SftRun<HyperSft> run, List<Task> tasks) {
        return generated(tasks.stream().limit(LOOKED_AT)
                .map(task -> new Trial(task, task.descriptions().getFirst())).toList(), run).score();
    }

    private void generated(SftRun<HyperSft> run) {
        List<Task> seen = Trial.seen(suite);
        row("t2l_seen_tasks", generated(some(Trial.descriptions(seen)), run));
        row("t2l_new_descriptions", generated(some(Trial.of(seen, Task::heldOutDescriptions)), run));
        row("t2l_new_tasks", generated(some(Trial.descriptions(fresh)), run));
        row("random_description", generated(some(Trial.wrongDescriptions(fresh)), run));
        row("nonsense_description", generated(some(Trial.of(fresh, _ -> Suite.NONSENSE)), run));
    }

    /// The first few trials of each task.
    private List<Trial> some(List<Trial> trials) {
        return IntStream.range(0, trials.size()).filter(i -> i % Trial.PER_TASK < effort.asked())
                .mapToObj(trials::get).toList();
    }

    /// Trains variant L with the same arguments.
    private void vectorReader() {
        SftRun<HyperSft> run = hypernetwork(arguments.with(Variant.Preset.L.arguments()));
        try (var _ = run.trainer()) {
            timed("train_l", () -> train(Variant.Preset.L, run));
            timed("evaluate", () -> row("l_new_tasks", generated(some(Trial.descriptions(fresh)), run)));
        }
    }

    private void multiTask() {
        SftSettings settings = SftSettings.lora(
                arguments.with(ADAMW).with(Map.of("steps", effort.multiTask(), "lr", 2e-3)).reader());
        SftRun<LoraSft> run = SftRun.multiTask(setting(settings), data(trained), List.of(), arena);
        try (var trainer = run.trainer()) {
            timed("train_multi_task", () -> train("multi-task LoRA", run, _ -> {}));
            timed("evaluate", () -> row("multi_task_lora", ask(Trial.silent(fresh), Prefix.NONE,
                    () -> trained(trainer.values()), (pass, _, _) -> run.objective().adapter(pass))));
        }
    }

    private void oracles() {
        int half = effort.oracles() / 2;
        List<Task> some = Stream.of(Split.TEST_A, Split.TEST_B)
                .flatMap(split -> suite.tasks(split).stream().limit(half)).toList();
        List<Lora> loras = new ArrayList<>();
        timed("train_oracles", () -> loras.addAll(oracles(some)));
        timed("evaluate", () -> {
            row("oracle_lora", ask(Trial.silent(some), Prefix.NONE, this::frozen,
                    (_, from, to) -> Lora.each(loras.subList(from, to))));
            Lora mean = Blend.factors(loras.stream().map(lora -> new Blend.Weighted(lora, 1.0 / loras.size())).toList(),
                    kernels, arena);
            row("average_lora",
                    ask(Trial.silent(fresh), Prefix.NONE, this::frozen, (pass, _, _) -> mean.adapter(pass)));
        });
    }

    /// Trains a LoRA for each task, one on each thread.
    private List<Lora> oracles(List<Task> tasks) {
        SftSettings settings = SftSettings.lora(arguments.with(ADAMW).with(
                Map.of("steps", effort.oracleSteps(), "batch_size", 8, "lr", 5e-3, "max_grad_norm", 1e3)).reader());
        List<Kernels> workers = Stream.generate(() -> options.kernels(1)).limit(options.threads()).toList();
        Map<String, Lora> made = new HashMap<>();
        try (Progress progress = out.progress("LoRAs", tasks.size())) {
            OracleTraining.train(setting(settings), data(tasks), workers, (task, lora, loss) -> {
                made.put(task.name(), lora.copy(kernels, arena));
                progress.at(made.size(), String.format(Locale.ROOT, "loss %.4f", loss));
            });
        } finally {
            workers.forEach(Kernels::close);
        }
        return tasks.stream().map(task -> made.get(task.name())).toList();
    }

    private ExactMatch generated(List<Trial> trials, SftRun<HyperSft> run) {
        return generated(trials, run.objective().network(), () -> trained(run.trainer().values()));
    }

    /// The model with a hypernetwork's adapters for the descriptions.
    ///
    /// @param passes opens a pass with the hypernetwork's weights that trains nothing
    ExactMatch generated(List<Trial> trials, HyperNetwork network, Supplier<Pass> passes) {
        try (Arena local = Arena.ofShared()) {
            Descriptions read = read(trials.stream().map(Trial::description).toList(), network.config().tokens(),
                    local);
            Map<Integer, HyperNetwork.Rows> index = new HashMap<>();
            return ask(trials, Prefix.NONE, passes, (pass, from, to) -> {
                HyperNetwork.Rows rows = index.computeIfAbsent(to - from, n -> network.rows(local, n));
                return network.adapter(network.write(pass, TaskBatch.of(local, read.slice(from, to - from)), rows,
                        DropoutRate.NONE), rows);
            });
        }
    }

    /// Evaluates the first [#ITEMS] test questions of every trial's task.
    ///
    /// @param passes opens a pass that trains nothing
    ExactMatch ask(List<Trial> trials, Prefix prefix, Supplier<Pass> passes, ExactMatch.Adapters adapters) {
        List<ExactMatch.Group> groups = trials.stream()
                .map(trial -> new ExactMatch.Group(trial.task().name(), questions(trial, prefix), ITEMS)).toList();
        int length = groups.stream().mapToInt(group -> group.pairs().rowLength()).max().orElseThrow();
        try {
            return ExactMatch.of(model, length, groups, passes, adapters);
        } finally {
            // The next questions have other lengths and need other blocks of memory.
            workspace.close();
            workspace = new Workspace();
        }
    }

    private TokenPairs questions(Trial trial, Prefix prefix) {
        TaskData of = data(trial.task());
        List<Pair> asked = IntStream.range(0, ITEMS).mapToObj(i -> {
            Pair bare = of.test().get(i);
            return new Pair(prefix.before(trial.description(), of.train(), i) + bare.prompt(), bare.answers());
        }).toList();
        return TokenPairs.of(asked, format::prompt, format::answer, Integer.MAX_VALUE);
    }

    /// The first test question of `task`, answered by the model alone and with a hypernetwork's adapter for `description`.
    private Report.Answer answer(Task task, String description, SftRun<HyperSft> run) {
        HyperNetwork network = run.objective().network();
        Pair question = data(task).test().getFirst();
        double right = generated(List.of(new Trial(task, description)), run).score().mean();
        try (Arena local = Arena.ofShared()) {
            Descriptions read = read(List.of(description), network.config().tokens(), local);
            Lora lora;
            try (Pass pass = trained(run.trainer().values())) {
                lora = network.lora(pass, TaskBatch.of(local, read), network.config().lora("", 0), local);
            }
            return new Report.Answer(description, question.prompt(), say(question.prompt(), Lora.NONE),
                    say(question.prompt(), lora), question.answer(), right);
        }
    }

    private String say(String prompt, Lora adapter) {
        try (Scheduler scheduler = Scheduler.bulk(model, kernels)) {
            int end = format.tokenizer().special().end().orElseThrow();
            List<Integer> tokens = scheduler.complete(Request.greedy(format.prompt(prompt), ANSWER).adapter(adapter)
                    .ends(Set.of(end))).tokens();
            return format.tokenizer()
                    .decode(tokens.stream().mapToInt(Integer::intValue).filter(t -> t != end).toArray(), true);
        }
    }

    private Pass trained(Parameters values) {
        return Pass.inference(kernels, workspace, values);
    }

    /// A pass with frozen weights only.
    Pass frozen() {
        return Pass.inference(kernels, workspace, DType.F32);
    }

    @Override
    public void close() {
        workspace.close();
        arena.close();
    }
}
