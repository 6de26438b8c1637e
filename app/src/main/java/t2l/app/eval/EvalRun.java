package t2l.app.eval;

import module java.base;
import t2l.app.console.Out;
import t2l.app.console.Progress;
import t2l.hypernet.SplitMix64;
import t2l.hypernet.TaskNumbers;
import t2l.hypernet.TextToLora;
import t2l.hypernet.eval.AnswerGenerator;
import t2l.hypernet.eval.AnswerGenerator.Adapters;
import t2l.hypernet.eval.AnswerGenerator.TokenizedQuestion;
import t2l.hypernet.eval.Benchmark;
import t2l.hypernet.eval.EvalTask;
import t2l.hypernet.eval.Python;
import t2l.hypernet.eval.Question;
import t2l.hypernet.eval.ScaleRule;
import t2l.hypernet.eval.TaskScores;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.transformer.Decoder;
import t2l.transformer.lora.Blend;
import t2l.transformer.lora.Lora;
import t2l.transformer.lora.LoraFile;

/// One run of `t2l eval`: every task under every condition, at every scale.
final class EvalRun {
    /// Number of other tasks whose descriptions are tried, as in the reference.
    private static final int OTHERS = 3;

    /// The option with the conditions.
    private static final String DESCRIBE = "--describe";

    private final Out out;
    private final List<EvalTask> tasks;
    private final Decoder model;
    private final AnswerGenerator generator;
    private final Kernels kernels;
    private final Optional<Python> python;
    private final Map<String, String> trainingDescriptions;
    private final long seed;
    private final List<List<TokenizedQuestion>> questions;
    private final List<TaskScores.ResultRow> rows = new ArrayList<>();
    private final List<Answers> answers = new ArrayList<>();

    /// The answers to a task.
    ///
    /// @param scale       empty without an adapter
    /// @param description the description of the adapter, empty without one
    /// @param said        in the order of the task's questions
    record Answers(EvalTask task, String condition, String scale, String description, List<String> said) {}

    /// The adapters of a task.
    ///
    /// @param adapters created on use
    private record Described(String description, Function<Arena, Adapters> adapters) {}

    /// @param python               runs generated programs, if allowed
    /// @param trainingDescriptions by task, for [Condition#TRAIN]
    EvalRun(Out out, List<EvalTask> tasks, Decoder model, AnswerGenerator generator, Kernels kernels,
            Optional<Python> python, Map<String, String> trainingDescriptions, long seed) {
        this.out = out;
        this.tasks = tasks;
        this.model = model;
        this.generator = generator;
        this.kernels = kernels;
        this.python = python;
        this.trainingDescriptions = trainingDescriptions;
        this.seed = seed;
        this.questions = tasks.stream().map(generator::asked).toList();
        long cut = questions.stream().flatMap(List::stream).filter(q -> q.length() > generator.maxPromptTokens())
                .count();
        if (cut > 0) {
            out.say("eval: " + cut + " prompts are longer than the " + generator.maxPromptTokens()
                    + " tokens that leave room for an answer; their beginnings are not read");
        }
    }

    /// The tasks.
    List<EvalTask> tasks() {
        return tasks;
    }

    /// The results so far.
    List<TaskScores.ResultRow> rows() {
        return rows;
    }

    /// All answers so far.
    List<Answers> answers() {
        return answers;
    }

    /// Runs the evaluation; returns false if the user stopped it.
    ///
    /// @param adapters used where there is no hypernetwork
    /// @param network  opens the hypernetwork, where there is one
    boolean all(List<Condition> conditions, Scales scales, List<Blend.Weighted> adapters,
            Supplier<TextToLora> network) {
        for (Condition condition : conditions) {
            boolean done = switch (condition) {
                case NONE -> alone(scales, adapters);
                case PROMPT -> described();
                default -> described(condition, scales, network);
            };
            if (!done) {
                return false;
            }
        }
        return true;
    }

    /// Evaluates each task with the adapter of its name in a directory, if one is given; returns false if the user stopped it.
    boolean oracles(Optional<Path> directory, Scales scales) {
        if (directory.isEmpty()) {
            return true;
        }
        Function<EvalTask, Path> place = task -> directory.get().resolve(task.name());
        tasks.stream().map(place).filter(path -> !LoraFile.is(path)).findFirst().ifPresent(path -> {
            throw new T2lException("--oracles: needs an adapter of each task, there is none in " + path);
        });
        ScaleRule own;
        try (Arena arena = Arena.ofShared()) {
            own = ScaleRule.of(LoraFile.read(place.apply(tasks.getFirst()), arena).config());
        }
        for (ScaleRule rule : scales.rules(own)) {
            if (!round("oracle", rule.toString(), task -> List.of(new Described("", arena -> {
                Lora lora = rule.apply(LoraFile.read(place.apply(task), arena))
                        .requireFits(place.apply(task).toString(), model);
                return (_, _) -> _ -> lora;
            })))) {
                return false;
            }
        }
        return true;
    }

    /// Evaluates the model without an adapter, with the description in the prompt.
    private boolean described() {
        tasks.forEach(task -> task.requireDescriptions(DESCRIBE));
        return round(Condition.PROMPT.toString(), "",
                tasks.stream().map(task -> generator.asked(task.withDescription())).toList(),
                task -> List.of(new Described(task.descriptions().getFirst(), _ -> (_, _) -> _ -> Lora.NONE)));
    }

    private boolean alone(Scales scales, List<Blend.Weighted> parts) {
        if (parts.isEmpty()) {
            return round("base", "", _ -> List.of(new Described("", _ -> (_, _) -> _ -> Lora.NONE)));
        }
        for (ScaleRule rule : scales.rules(ScaleRule.of(parts.getFirst().lora().config()))) {
            List<Blend.Weighted> scaled = parts.stream()
                    .map(p -> new Blend.Weighted(rule.apply(p.lora()), p.strength()))
                    .toList();
            Described described = new Described("", arena -> {
                Lora sum = Blend.of(scaled, kernels, arena);
                return (_, _) -> _ -> sum;
            });
            if (!round("adapter", rule.toString(), _ -> List.of(described))) {
                return false;
            }
        }
        return true;
    }

    private boolean described(Condition condition, Scales scales, Supplier<TextToLora> network) {
        try (TextToLora open = network.get()) {
            return described(condition, scales, open);
        }
    }

    private boolean described(Condition condition, Scales scales, TextToLora network) {
        if (condition != Condition.QUESTION
                && tasks.stream().allMatch(task -> descriptions(condition, task, network).isEmpty())) {
            throw new T2lException(DESCRIBE + ": " + condition + ": needs a task that the hypernetwork was trained on"
                    + (network.isNumbered() ? "" : " and that is in --trained") + ", got "
                    + tasks.stream().map(EvalTask::name).limit(5).toList() + (tasks.size() > 5 ? " …" : ""));
        }
        for (ScaleRule rule : scales.rules(ScaleRule.of(network.config().lora("", 0)))) {
            if (!round(condition.toString(), rule.toString(), task -> condition == Condition.QUESTION
                    ? List.of(new Described("", _ -> ofQuestions(task, network, rule)))
                    : descriptions(condition, task, network).stream()
                            .map(text -> new Described(text, arena -> ofDescription(text, network, rule, arena)))
                            .toList())) {
                return false;
            }
        }
        return true;
    }

    private Adapters ofDescription(String description, TextToLora network, ScaleRule rule, Arena arena) {
        Lora lora = fitting(network.generate(List.of(description), arena), rule).getFirst();
        return (_, _) -> _ -> lora;
    }

    private Adapters ofQuestions(EvalTask task, TextToLora network, ScaleRule rule) {
        return (numbers, into) -> {
            List<String> texts = numbers.stream().map(task.questions()::get).map(Question::text).toList();
            return fitting(network.generate(texts, into), rule)::get;
        };
    }

    private List<Lora> fitting(List<TextToLora.Generated> made, ScaleRule rule) {
        return made.stream().map(each -> rule.apply(each.requireFits(model).lora())).toList();
    }

    /// None for a task that was not trained, where it must have been.
    private List<String> descriptions(Condition condition, EvalTask task, TextToLora network) {
        boolean known = network.tasks().contains(task.name());
        if (network.isNumbered()) {
            return known ? numbers(condition, task, network.tasks()) : List.of();
        }
        if (condition == Condition.TRAIN) {
            return known && trainingDescriptions.containsKey(task.name())
                    ? List.of(trainingDescriptions.get(task.name()))
                    : List.of();
        }
        if (condition == Condition.RANDOM) {
            return network.meaningless().isEmpty() ? Benchmark.nonsense() : network.meaningless();
        }
        List<String> own = task.requireDescriptions(DESCRIBE);
        return condition == Condition.ALIGNED ? own : others(task);
    }

    /// The numbers of tasks, by name.
    private List<String> numbers(Condition condition, EvalTask task, List<String> trained) {
        return switch (condition) {
            case RANDOM -> IntStream.rangeClosed(1, OTHERS).mapToObj(TaskNumbers::mixture).toList();
            case OTHER -> {
                List<String> others = trained.stream().filter(name -> !name.equals(task.name())).toList();
                yield SplitMix64.named("other", seed, task.name()).sample(others, Math.min(1, others.size()));
            }
            default -> List.of(task.name());
        };
    }

    /// Descriptions of three other tasks, one of each: of this run, and of the benchmarks if those are too few.
    private List<String> others(EvalTask task) {
        Map<String, List<String>> pool = new TreeMap<>();
        tasks.forEach(other -> pool.put(other.name(), other.descriptions()));
        if (pool.size() <= OTHERS) {
            Benchmark.all().values().forEach(other -> pool.putIfAbsent(other.name(), other.descriptions()));
        }
        pool.remove(task.name());
        SplitMix64 draws = SplitMix64.named("other", seed, task.name());
        List<List<String>> described = pool.values().stream().filter(texts -> !texts.isEmpty()).toList();
        return draws.sample(described, Math.min(OTHERS, described.size())).stream()
                .map(texts -> texts.get(draws.below(texts.size()))).toList();
    }

    /// Evaluates all tasks under one condition; returns false if the user stopped it.
    private boolean round(String condition, String scale, Function<EvalTask, List<Described>> described) {
        return round(condition, scale, questions, described);
    }

    /// @param questions of each task
    private boolean round(String condition, String scale, List<List<TokenizedQuestion>> questions,
            Function<EvalTask, List<Described>> described) {
        long total = tasks.stream().mapToLong(task -> (long) described.apply(task).size() * task.questions().size())
                .sum();
        List<TaskScores> scores = new ArrayList<>();
        long done = 0;
        try (Progress progress = out.progress(scale.isEmpty() ? condition : condition + ", " + scale, total)) {
            for (int i = 0; i < tasks.size(); i++) {
                EvalTask task = tasks.get(i);
                List<Described> adapters = described.apply(task);
                if (adapters.isEmpty()) {
                    continue; // it was not trained
                }
                List<List<String>> all = new ArrayList<>();
                for (Described one : adapters) {
                    Optional<List<String>> said = ask(task.name(), questions.get(i), one, progress, done);
                    if (said.isEmpty()) {
                        return false;
                    }
                    done += said.get().size();
                    all.add(said.get());
                    answers.add(new Answers(task, condition, scale, one.description(), said.get()));
                }
                scores.add(TaskScores.of(task, all, python.map(runner -> source -> passes(runner, source))));
            }
        }
        rows.addAll(TaskScores.ResultRow.all(condition, scale, scores));
        return true;
    }

    /// Throws [CancellationException] if the user has stopped the evaluation: many programs may be left to run.
    private boolean passes(Python runner, String source) {
        if (out.stopping()) {
            throw new CancellationException("eval");
        }
        return runner.passes(source);
    }

    private Optional<List<String>> ask(String task, List<TokenizedQuestion> asked, Described described,
            Progress progress,
            long done) {
        try (Arena arena = Arena.ofShared()) {
            return generator.answers(asked, described.adapters().apply(arena), answered -> {
                progress.at(done + answered, task);
                return !out.stopping();
            });
        }
    }
}
