package t2l.app.demo;

import module java.base;
import t2l.app.console.Progress;
import t2l.app.suite.Suite;
import t2l.app.suite.Task;
import t2l.app.suite.Trial;
import t2l.autograd.Parameters;
import t2l.autograd.Pass;
import t2l.hypernet.Arguments;
import t2l.hypernet.Descriptions;
import t2l.hypernet.HyperNetwork;
import t2l.hypernet.NetworkSettings;
import t2l.hypernet.TaskBatch;
import t2l.hypernet.TaskEmbedder;
import t2l.hypernet.data.TaskData;
import t2l.hypernet.data.TokenPairs;
import t2l.hypernet.eval.ExactMatch;
import t2l.hypernet.train.HyperSft;
import t2l.hypernet.train.LoraSft;
import t2l.hypernet.train.OracleTraining;
import t2l.hypernet.train.SftRun;
import t2l.hypernet.train.SftSettings;
import t2l.tensor.DType;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.ranks.Ranks;
import t2l.transformer.ActiveAdapter;
import t2l.transformer.Decoder;
import t2l.transformer.DropoutRate;
import t2l.transformer.generate.Request;
import t2l.transformer.generate.Scheduler;
import t2l.transformer.generate.Request.StopRule;
import t2l.transformer.lora.Blend;
import t2l.transformer.lora.Lora;
import t2l.transformer.template.PromptFormat;

/// The experiment of the mini suite: a hypernetwork is trained on tasks through a frozen model, and then generates
/// adapters for new tasks (`mini-suite.md` §4, §5). This class has the training runs and the evaluation common to all
/// methods; `t2l.app.demo.DemoRun` and the study of the mini suite define the runs.
public final class Experiment implements AutoCloseable {
    /// Test questions of a task.
    public static final int ITEMS = 20;

    /// Maximum number of tokens of a printed answer.
    private static final int ANSWER = 16;

    /// The token that fills rows of a batch.
    private static final int PAD = 0;
    private static final PromptPrefix BARE = new PromptPrefix.None();

    private final Kernels kernels;
    private final Decoder model;
    private final PromptFormat format;
    private final RememberingEmbedder embedder;
    private final Suite suite;
    private final Arena arena = Arena.ofShared();
    private Workspace workspace = new Workspace();
    private final Map<Task, TaskData> data = new HashMap<>();

    /// @param model frozen
    public Experiment(Kernels kernels, Decoder model, PromptFormat format, TaskEmbedder embedder, Suite suite) {
        this.suite = suite;
        this.kernels = kernels;
        this.model = model;
        this.format = format;
        this.embedder = new RememberingEmbedder(embedder, kernels, arena);
    }

    /// The arguments of the multi-task LoRA that differ.
    public static Map<String, Object> multiTaskArguments() {
        return adamw(Map.of("steps", 300, "lr", 2e-3, "weight_decay", 1e-3));
    }

    /// The arguments of a single-task LoRA that differ from the hypernetwork's.
    public static Map<String, Object> oracleArguments() {
        return adamw(
                Map.of("steps", 150, "batch_size", 16, "lr", 5e-3, "weight_decay", 1e-3, "max_grad_norm", 1e3));
    }

    /// With what mini-suite.md §4 has of AdamW.
    private static Map<String, Object> adamw(Map<String, Object> others) {
        Map<String, Object> all = new HashMap<>(Map.of("optim", "adamw", "warmup_frac", 0.1));
        all.putAll(others);
        return all;
    }

    public Suite suite() {
        return suite;
    }

    /// Reads the descriptions of each task that a training with `arguments` uses in advance, so that the user sees the
    /// progress.
    public void read(List<Task> tasks, Arguments arguments, ExperimentRunner runner) {
        NetworkSettings network = NetworkSettings.of(arguments.reader());
        embedder.read(
                tasks.stream().flatMap(task -> task.descriptions().stream().limit(network.descriptions())).toList(),
                network.tokens(), runner);
    }

    /// The training of a hypernetwork.
    public SftRun<HyperSft> hypernetwork(Arguments arguments, List<Task> tasks) {
        return SftRun.hyper(setting(SftSettings.hypernetwork(arguments.reader())), data(tasks), List.of(), embedder,
                arena);
    }

    /// The training of one LoRA on many tasks.
    public SftRun<LoraSft> multiTask(Arguments arguments, List<Task> tasks) {
        return SftRun.multiTask(setting(SftSettings.lora(arguments.reader())), data(tasks), List.of(), arena);
    }

    /// Trains a LoRA for each task.
    ///
    /// @param into holds the LoRAs; must be thread-safe
    public List<Lora> oracles(Arguments arguments, List<Task> tasks, ExperimentRunner runner, SegmentAllocator into) {
        Map<String, Lora> made = new HashMap<>();
        try (Progress report = runner.begin("LoRAs", tasks.size())) {
            OracleTraining.train(setting(SftSettings.lora(arguments.reader())), data(tasks), runner.workers(),
                    (task, lora, loss) -> {
                        made.put(task.name(), lora.copy(kernels, into));
                        report.at(made.size(), String.format(Locale.ROOT, "loss %.4f", loss));
                    });
        }
        return tasks.stream().map(task -> made.get(task.name())).toList();
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

    /// The model without an adapter.
    public ExactMatch alone(List<Trial> trials, PromptPrefix cue) {
        return ask(trials, cue, frozen(), (_, _, _) -> ActiveAdapter.NONE);
    }

    /// The model with one adapter for all tasks.
    ///
    /// @param passes opens a pass with the adapter's weights that trains nothing
    public ExactMatch adapted(List<Trial> trials, PromptPrefix cue, Supplier<Pass> passes,
            Function<Pass, ActiveAdapter> adapter) {
        return ask(trials, cue, passes, (pass, _, _) -> adapter.apply(pass));
    }

    /// The model with a hypernetwork's adapters for the descriptions.
    ///
    /// @param passes opens a pass with the hypernetwork's weights that trains nothing
    public ExactMatch written(List<Trial> trials, HyperNetwork network, Supplier<Pass> passes) {
        try (Arena local = Arena.ofShared()) {
            Descriptions read = embedder.read(trials.stream().map(Trial::description).toList(),
                    network.config().tokens(), local);
            Map<Integer, HyperNetwork.Rows> rows = new HashMap<>();
            return ask(trials, BARE, passes, (pass, from, to) -> {
                HyperNetwork.Rows index = rows.computeIfAbsent(to - from, n -> network.rows(local, n));
                return network.adapter(network.write(pass, TaskBatch.of(local, read.slice(from, to - from)), index,
                        DropoutRate.NONE), index);
            });
        }
    }

    /// The model with a LoRA of its own for each task.
    ///
    /// @param loras in the order of the tasks
    public ExactMatch own(List<Task> tasks, List<Lora> loras) {
        return ask(Trial.silent(tasks), BARE, frozen(),
                (_, from, to) -> Lora.each(loras.subList(from, to)));
    }

    /// The LoRA whose factors are the means of those of `loras`, in memory of `into`.
    public Lora mean(List<Lora> loras, SegmentAllocator into) {
        return Blend.factors(loras.stream().map(lora -> new Blend.Weighted(lora, 1.0 / loras.size())).toList(), kernels,
                into);
    }

    /// Evaluates the first [#ITEMS] test questions of every trial's task.
    private ExactMatch ask(List<Trial> trials, PromptPrefix cue, Supplier<Pass> passes, ExactMatch.Adapters adapters) {
        List<ExactMatch.Group> groups = trials.stream()
                .map(trial -> new ExactMatch.Group(trial.task().name(), questions(trial, cue), ITEMS)).toList();
        int length = groups.stream().mapToInt(group -> group.pairs().rowLength()).max().orElseThrow();
        try {
            return ExactMatch.of(model, length, groups, passes, adapters);
        } finally {
            // The next questions have other lengths and need other blocks of memory.
            workspace.close();
            workspace = new Workspace();
        }
    }

    private TokenPairs questions(Trial trial, PromptPrefix cue) {
        TaskData of = data(trial.task());
        List<TaskData.Pair> asked = IntStream.range(0, ITEMS).mapToObj(i -> {
            TaskData.Pair bare = of.test().get(i);
            return new TaskData.Pair(cue.before(trial.description(), of.train(), i) + bare.prompt(), bare.answers());
        }).toList();
        return TokenPairs.of(asked, format::prompt, format::answer, Integer.MAX_VALUE);
    }

    /// One question, answered without and with an adapter.
    ///
    /// @param right the share of the task's test questions answered correctly with the adapter
    public record Answer(String description, String prompt, String before, String after, String expected,
            double right) {
        /// Whether the answer with the adapter is correct.
        public boolean isRight() {
            return after.equals(expected);
        }
    }

    /// The first test question of `task`, answered by the model alone and with a hypernetwork's adapter for
    /// `description`.
    ///
    /// @param values the hypernetwork's parameters
    public Answer answer(String task, String description, HyperNetwork network, Parameters values) {
        Task about = suite.task(task);
        TaskData.Pair question = data(about).test().getFirst();
        double right = written(List.of(new Trial(about, description)), network, trained(values)).score().mean();
        try (Arena local = Arena.ofShared()) {
            Descriptions read = embedder.read(List.of(description), network.config().tokens(), local);
            Lora lora;
            try (Pass pass = trained(values).get()) {
                lora = network.lora(pass, TaskBatch.of(local, read), network.config().lora("", 0), local);
            }
            return new Answer(description, question.prompt(), say(question.prompt(), Lora.NONE),
                    say(question.prompt(), lora), question.answer(), right);
        }
    }

    private String say(String prompt, Lora adapter) {
        try (Scheduler scheduler = Scheduler.bulk(model, kernels)) {
            int end = format.tokenizer().special().end().orElseThrow();
            List<Integer> tokens = scheduler.complete(Request.greedy(format.prompt(prompt), ANSWER).adapter(adapter)
                    .stop(new StopRule(Set.of(end), List.of()))).tokens();
            return format.tokenizer()
                    .decode(tokens.stream().mapToInt(Integer::intValue).filter(t -> t != end).toArray(), true);
        }
    }

    /// Opens passes with trained values.
    public Supplier<Pass> trained(Parameters values) {
        return () -> Pass.inference(kernels, workspace, values);
    }

    /// Opens passes with frozen weights only.
    public Supplier<Pass> frozen() {
        return () -> Pass.inference(kernels, workspace, DType.F32);
    }

    @Override
    public void close() {
        workspace.close();
        arena.close();
    }
}
