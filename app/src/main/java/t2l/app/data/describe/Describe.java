package t2l.app.data.describe;

import module java.base;
import picocli.CommandLine.*;
import t2l.*;
import t2l.app.console.*;
import t2l.app.data.describe.Describe.DescriptionFilter.Verdict;
import t2l.app.data.http.Wire;
import t2l.app.data.http.Wire.Patience;
import t2l.hypernet.SplitMix64;
import t2l.hypernet.data.*;
import t2l.hypernet.data.TaskData.Pair;
import t2l.hypernet.eval.Benchmark;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.transformer.family.TextEncoder;
import t2l.transformer.generate.Settings;

/// `t2l describe`: lets a language model write descriptions of tasks.
@Command(name = "describe",
        description = "Let a language model write descriptions of tasks from their examples.",
        footer = {"",
            "Requests up to 20 descriptions at a time, each time with other examples, until a task has --count of them."
                    + " Drops those too similar to another description of the task, or to one used by tests: the ten"
                    + " benchmarks', a task's held-out ones, those of --avoid.",
            "Saves each answer at once, in descriptions.yaml in a task's folder, or beside NAME.jsonl in"
                    + " NAME.descriptions.yaml; train finds them there. Keeps existing descriptions: the same command resumes an"
                    + " interrupted run, and a larger --count adds to it.",
            "", "Example:",
            "  t2l describe tasks/* --model HuggingFaceTB/SmolLM2-135M-Instruct",
            "  t2l describe tasks/* --endpoint https://api.openai.com/v1 \\",
            "      --model gpt-4o-mini --count 200",
            "  t2l describe tasks/* --endpoint http://localhost:8080/v1 --model qwen3"})
public final class Describe extends Subcommand {
    /// As in the paper, which asks ten times for 20.
    private static final int AT_ONCE = 20;
    /// Tokens that a model here may write for a description.
    private static final int TOKENS = 64;
    /// A model here samples from the most likely tokens with this total probability.
    private static final double LIKELY = 0.95;
    /// So many answers without a new description are enough.
    private static final int FRUITLESS = 5;

    private final Map<String, String> variables;
    private final Patience patience;

    @Parameters(arity = "1..*", paramLabel = "TASK",
            description = "Task folders and .jsonl tasks; description files among them are skipped.")
    private List<Path> tasks = List.of();

    @Option(names = "--model", required = true, paramLabel = "MODEL", order = 1,
            description = "builtin:NAME, a Hugging Face directory, a .gguf file, or OWNER/NAME; with --endpoint, its name there.")
    private String model;

    @Option(names = "--endpoint", paramLabel = "URL", order = 2,
            description = "A server with OpenAI's API, such as t2l serve's at http://localhost:8080/v1.")
    private Optional<String> endpoint;

    @Option(names = "--key-variable", paramLabel = "NAME", defaultValue = "OPENAI_API_KEY", order = 3,
            description = "The environment variable with the key of --endpoint (default: ${DEFAULT-VALUE}).")
    private String keyVariable;

    @Option(names = "--count", paramLabel = "N", converter = Count.class, order = 4,
            description = "Descriptions for each task (default: ${DEFAULT-VALUE}).")
    private int count = 20;

    @Option(names = "--examples", paramLabel = "N", converter = Count.class, order = 5,
            description = "Examples shown at a time (default: ${DEFAULT-VALUE}).")
    private int examples = 5;

    @Option(names = "--temperature", paramLabel = "T", order = 6,
            description = "Sampling temperature (default: ${DEFAULT-VALUE}).")
    private double temperature = 1;

    @Option(names = "--encoder", paramLabel = "ENCODER", defaultValue = "builtin:minilm", order = 7,
            description = "The text encoder that compares descriptions (default: ${DEFAULT-VALUE}).")
    private String encoder;

    @Option(names = "--similar", paramLabel = "COSINE", order = 8,
            description = "Drop descriptions from this cosine on (default: ${DEFAULT-VALUE}).")
    private double similar = 0.95;

    @Option(names = "--avoid", paramLabel = "FILE", order = 9,
            description = "Other descriptions used by tests, one per line.")
    private Optional<Path> avoid;

    public Describe() {
        this(System.getenv(), Patience.FOR_ANSWERS);
    }

    Describe(Map<String, String> variables, Patience patience) {
        this.variables = variables;
        this.patience = patience;
    }

    @Override
    protected void run(Out out) {
        if (!(similar > 0 && similar <= 1)) {
            throw usage("--similar: needs a cosine above 0, and at most 1, got " + similar);
        }
        Settings drawn = SamplingOptions.checked(spec, () -> Settings.DEFAULT.maxTokens(TOKENS * atOnce())
                .temperature(temperature).topP(LIKELY));
        Map<Path, TaskData> read = new LinkedHashMap<>();
        for (Path task : tasks) {
            if (DescriptionFile.is(task)) {
                continue; // written here before, and the shell finds it in tasks/*
            }
            TaskData data = JsonlTasks.read(task);
            if (data.train().size() < examples) {
                throw new T2lException(task + ": needs " + examples + " training pairs to be described by, has "
                        + data.train().size() + "; leave it out, or choose a smaller --examples");
            }
            read.put(task, data);
        }
        if (read.isEmpty()) {
            throw new T2lException("TASK: needs task folders or .jsonl tasks, got only files of t2l describe: "
                    + tasks.getFirst());
        }
        List<String> avoided = new ArrayList<>(avoid.map(file -> TextLines.read("--avoid", file)).orElse(List.of()));
        Benchmark.all().values().forEach(each -> avoided.addAll(each.descriptions()));
        try (Kernels kernels = common.kernels()) {
            if (endpoint.isPresent()) {
                ChatEndpoint server = server(endpoint.get(), out);
                describe(read, avoided, (request, _) -> server.answer(request), kernels, out);
                return;
            }
            T2l.Builder builder = T2l.builder().model(model).mapped().kernels(kernels);
            common.held().ifPresent(builder::dtype);
            try (T2l t2l = builder.open()) {
                t2l.model().format(); // before anything is asked that cannot be read
                describe(read, avoided, (request, seed) -> t2l.complete(request, Adapter.NONE, drawn.seed(seed)),
                        kernels, out);
            }
        }
    }

    private ChatEndpoint server(String address, Out out) {
        Optional<String> key = Optional.ofNullable(variables.get(keyVariable)).map(String::strip)
                .filter(value -> !value.isEmpty());
        return new ChatEndpoint(new Wire(Wire.server("--endpoint", "http://localhost:8080/v1", address), key, patience,
                out::stopping), model, temperature, keyVariable);
    }

    private int atOnce() {
        return Math.min(count, AT_ONCE);
    }

    private void describe(Map<Path, TaskData> read, List<String> avoided, DescriptionWriter writer, Kernels kernels,
            Out out) {
        try (TextEncoder opened = TextEncoder.open(encoder, Optional.empty(), kernels);
                Progress progress = out.progress("descriptions", (long) count * read.size())) {
            Map<String, float[]> vectors = new HashMap<>();
            Function<String, float[]> embed = text -> vectors.computeIfAbsent(text, _ -> {
                try (Arena arena = Arena.ofShared()) { // alone, for the same bits whatever else is compared
                    return opened.embed(kernels, arena, List.of(text), _ -> {}).toFloats();
                }
            });
            long before = 0;
            for (Map.Entry<Path, TaskData> task : read.entrySet()) {
                List<String> tested = new ArrayList<>(avoided);
                tested.addAll(task.getValue().heldOutDescriptions());
                var filter = new DescriptionFilter(embed, similar, tested, task.getValue().descriptions());
                if (out.stopping()) {
                    return;
                }
                long start = before;
                describe(task.getKey(), task.getValue(), filter, writer,
                        done -> progress.at(start + done, task.getValue().name()), out);
                before += count;
            }
        }
    }

    private void describe(Path task, TaskData data, DescriptionFilter filter, DescriptionWriter writer,
            IntConsumer progress, Out out) {
        DescriptionFile file = DescriptionFile.read(task);
        List<String> descriptions = new ArrayList<>(file.descriptions());
        Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
        int fruitless = 0;
        int query = file.queries();
        for (; descriptions.size() < count && fruitless < FRUITLESS && !out.stopping(); query++) {
            int had = descriptions.size();
            for (String text : DescriptionPrompt.read(ask(data, query, writer))) {
                if (descriptions.size() < count) {
                    Verdict verdict = filter.judge(text);
                    verdicts.merge(verdict, 1, Integer::sum);
                    if (verdict == Verdict.TAKEN) descriptions.add(text);
                }
            }
            new DescriptionFile(descriptions, query + 1).write(task);
            fruitless = descriptions.size() > had ? 0 : fruitless + 1;
            progress.accept(descriptions.size());
        }
        if (out.stopping()) {
            return;
        }
        String left = verdicts.getOrDefault(Verdict.SIMILAR, 0) + " were too similar to others, "
                + verdicts.getOrDefault(Verdict.TESTED, 0) + " to those of tests";
        if (descriptions.isEmpty()) {
            throw new T2lException(task + ": needs answers with descriptions, got none in " + FRUITLESS + " ("
                    + left + "); try a larger model");
        }
        if (descriptions.size() < count) {
            out.error(task + ": has " + descriptions.size() + " of " + count + " descriptions, the last " + FRUITLESS
                    + " answers had nothing new: " + left);
        }
        String path = DescriptionFile.of(task).toString();
        out.result(Json.object("task", data.name(), "path", path, "descriptions", descriptions.size(), "queries", query,
                "similar", verdicts.getOrDefault(Verdict.SIMILAR, 0), "tested",
                verdicts.getOrDefault(Verdict.TESTED, 0)), path);
    }

    /// Asks for descriptions with examples that depend on seed, task and number of the query alone.
    private String ask(TaskData data, int query, DescriptionWriter writer) {
        SplitMix64 random = SplitMix64.named("describe", common.seed(), data.name(), query);
        List<Pair> shown = random.sample(data.train(), examples);
        return writer.answer(DescriptionPrompt.of(shown, atOnce()), random.next());
    }

    /// Takes descriptions of a task that are unlike each other, and unlike those that a hypernetwork will be tested with: their
    /// embeddings, of length 1, have smaller cosines than a limit.
    ///
    /// @param embed  gives a vector of length 1, and is asked often for the same texts
    /// @param limit  from this cosine on, texts are alike
    /// @param tested descriptions for tests
    /// @param taken  the task's descriptions
    record DescriptionFilter(Function<String, float[]> embed, double limit, List<String> tested, List<String> taken) {
        /// The cosine of a text with itself is 1 but for so much.
        private static final double ROUNDING = 1e-5;

        /// What became of a description.
        enum Verdict {
            TAKEN, SIMILAR, TESTED
        }

        DescriptionFilter {
            taken = new ArrayList<>(taken);
        }

        Verdict judge(String description) {
            if (isLike(description, tested)) {
                return Verdict.TESTED;
            }
            if (isLike(description, taken)) {
                return Verdict.SIMILAR;
            }
            taken.add(description);
            return Verdict.TAKEN;
        }

        private boolean isLike(String description, List<String> others) {
            float[] vector = embed.apply(description);
            return others.stream().anyMatch(other -> cosine(vector, embed.apply(other)) >= limit - ROUNDING);
        }

        private static double cosine(float[] a, float[] b) {
            double dot = 0;
            for (int i = 0; i < a.length; i++) {
                dot += (double) a[i] * b[i];
            }
            return dot;
        }
    }

    /// A language model that answers a request.
    @FunctionalInterface
    interface DescriptionWriter {
        /// The answer. Throws [t2l.tensor.T2lException] if there is none.
        ///
        /// @param seed of a model here, which gives the same answer to the same seed
        String answer(String request, long seed);
    }
}
