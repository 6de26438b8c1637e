package t2l.hypernet.suite;

import static java.util.stream.Collectors.toMap;

import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import t2l.autograd.Parameters;
import t2l.autograd.Pass;
import t2l.hypernet.Arguments;
import t2l.hypernet.HyperNetwork;
import t2l.hypernet.TaskEmbedder;
import t2l.hypernet.eval.Evaluation;
import t2l.hypernet.eval.ExactMatch;
import t2l.hypernet.train.HyperSft;
import t2l.hypernet.train.LoraSft;
import t2l.hypernet.train.SftRun;
import t2l.hypernet.train.TaskData;
import t2l.hypernet.train.TokenPairs;
import t2l.tensor.DType;
import t2l.tensor.Kernels;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.transformer.Adapter;
import t2l.transformer.Decoder;
import t2l.transformer.Dropout;
import t2l.transformer.generate.Generator;
import t2l.transformer.generate.Sampler;
import t2l.transformer.lora.Lora;
import t2l.transformer.text.PromptFormat;

/// The experiment of the mini suite: a hypernetwork learns 328 tasks through a frozen model and is asked for adapters
/// of tasks it never met (`mini-suite.md` §4, §5).
public final class Experiment implements AutoCloseable {
    /// Test inputs of a task.
    private static final int ITEMS = 20;

    /// Tokens of the longest answer that is printed.
    private static final int ANSWER = 16;

    private final Kernels kernels;
    private final Decoder model;
    private final PromptFormat format;
    private final TaskEmbedder embedder;
    private final Suite suite = Suite.load();
    private final Arena arena = Arena.ofShared();
    private final Workspace workspace = new Workspace();
    private final Map<Task, TokenPairs> tests = new HashMap<>();
    private final Evaluation evaluation;

    /// @param model frozen
    public Experiment(Kernels kernels, Decoder model, PromptFormat format, TaskEmbedder embedder) {
        this.kernels = kernels;
        this.model = model;
        this.format = format;
        this.embedder = embedder;
        for (Task task : suite.tasks()) {
            TaskData data = suite.data(task, ITEMS);
            tests.put(task, TokenPairs.of(data.test(), format::prompt, format::answer, Integer.MAX_VALUE));
        }
        this.evaluation = new Evaluation(model,
                tests.values().stream().mapToInt(TokenPairs::rowLength).max().orElseThrow());
    }

    /// The arguments that the hypernetwork of the suite is trained with.
    public static Arguments arguments() {
        return Arguments.resource(Experiment.class, "t2l.yaml");
    }

    /// One line of the results.
    public record Row(String name, ExactMatch.Score score) {}

    public Suite suite() {
        return suite;
    }

    /// The hypernetwork's training on the training tasks.
    public SftRun<HyperSft> hypernetwork(Arguments arguments) {
        return SftRun.hyper(setting(arguments), embedder, arena);
    }

    /// The training of one LoRA on the same tasks.
    public SftRun<LoraSft> multiTask(Arguments arguments) {
        return SftRun.multiTask(setting(arguments), arena);
    }

    private SftRun.Setting setting(Arguments arguments) {
        List<TaskData> tasks = suite.tasks(Split.TRAIN).stream().map(task -> suite.data(task, 0)).toList();
        return new SftRun.Setting(kernels, model, format, Vocabulary.PAD, tasks, arguments);
    }

    /// The model alone on the test tasks.
    public Row base() {
        return new Row("base", evaluation.score(testGroups(), frozen(), (_, _, _) -> Adapter.NONE));
    }

    /// The multi-task LoRA on the test tasks.
    public Row multiTask(LoraSft lora, Parameters values) {
        return new Row("multi_task_lora",
                evaluation.score(testGroups(), trained(values), (pass, _, _) -> lora.adapter(pass)));
    }

    private List<Evaluation.Group> testGroups() {
        return Stream.of(Split.TEST_A, Split.TEST_B).flatMap(split -> suite.tasks(split).stream()).map(this::group)
                .toList();
    }

    private Evaluation.Group group(Task task) {
        return new Evaluation.Group(task.name(), tests.get(task), ITEMS);
    }

    /// The rows of a hypernetwork by name, each a list of trials.
    public Map<String, List<Trial>> trials() {
        List<Trial> fresh = Stream.of(Split.TEST_A, Split.TEST_B)
                .flatMap(split -> Trial.newTasks(suite, split).stream()).toList();
        return Stream.of(Map.entry("random_description", Trial.wrongDescriptions(suite)),
                Map.entry("nonsense_description", Trial.nonsense(suite)),
                Map.entry("t2l_seen_tasks", Trial.seenTasks(suite)),
                Map.entry("t2l_new_descriptions", Trial.newDescriptions(suite)), Map.entry("t2l_new_tasks", fresh))
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a, LinkedHashMap::new));
    }

    /// A hypernetwork on trials: each description gets its own adapter.
    ///
    /// @param passes opens a pass with the hypernetwork's weights that trains nothing
    public Row hypernetwork(String name, List<Trial> trials, HyperNetwork network, Supplier<Pass> passes) {
        try (Arena local = Arena.ofShared()) {
            Tensor embeddings = embedder.embed(trials.stream().map(Trial::description).toList(), local);
            Map<Integer, HyperNetwork.Rows> rows = new HashMap<>();
            return new Row(name, evaluation.score(trials.stream().map(trial -> group(trial.task())).toList(), passes,
                    (pass, from, to) -> {
                        HyperNetwork.Rows index = rows.computeIfAbsent(to - from, n -> network.rows(local, n));
                        return network.adapter(
                                network.write(pass.constant(embeddings.narrow(0, from, to - from)), index,
                                        Dropout.NONE),
                                index);
                    }));
        }
    }

    /// One question, asked without and with an adapter.
    public record Answer(String description, String prompt, String before, String after, String expected) {}

    /// The first test question of `task`, answered by the model alone and with the adapter that a hypernetwork writes
    /// for `description`.
    ///
    /// @param values the hypernetwork's
    public Answer ask(String task, String description, HyperNetwork network, Parameters values) {
        TaskData.Pair question = suite.data(suite.task(task), 1).test().getFirst();
        try (Arena local = Arena.ofShared()) {
            Tensor embedding = embedder.embed(List.of(description), local);
            Lora lora;
            try (Pass pass = trained(values).get()) {
                lora = network.lora(pass, embedding, network.config().lora("", 0), local);
            }
            return new Answer(description, question.prompt(), say(question.prompt(), _ -> Adapter.NONE),
                    say(question.prompt(), lora::adapter), question.answer());
        }
    }

    private String say(String prompt, Function<Pass, Adapter> adapter) {
        try (Generator generator = new Generator(model, kernels)) {
            int end = format.tokenizer().special().end().orElseThrow();
            var settings = new Generator.Settings(ANSWER, Sampler.Settings.GREEDY, Set.of(end));
            List<Integer> tokens = generator.complete(format.prompt(prompt), adapter, settings, Generator.Listener.NONE)
                    .tokens();
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
