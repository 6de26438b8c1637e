package t2l.app.eval;

import module java.base;
import t2l.app.console.*;
import t2l.hypernet.*;
import t2l.hypernet.data.TaskData;
import t2l.hypernet.eval.*;
import t2l.hypernet.eval.AnswerGenerator.*;
import t2l.hypernet.train.FewShotTuning;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.transformer.Decoder;
import t2l.transformer.lora.*;

/// One run of `t2l eval`: every task under every condition, at every scale. Throws [CancellationException] if the user stops it.
///
/// @param python               runs generated programs, if allowed
/// @param trainingDescriptions by task, for [Condition#TRAIN]
/// @param scales               of adapters; their own if there are none
/// @param examples             of a task on which the adapters of its descriptions are sharpened
/// @param rows                 the results so far
/// @param answers              all answers so far
/// @param scores               of the tasks, by condition and scale, so far
record EvalRun(Out out, List<EvalTask> tasks, Decoder model, AnswerGenerator generator, Kernels kernels,
        Optional<Python> python, Map<String, String> trainingDescriptions, List<ScaleRule> scales, int examples,
        long seed, List<TaskScores.ResultRow> rows, List<Answers> answers,
        Map<List<String>, List<TaskScores>> scores) {
    /// Number of other tasks whose descriptions are tried, as in the reference.
    private static final int OTHERS = 3;

    /// The option with the conditions.
    private static final String DESCRIBE = "--describe";

    private static final Adapters NONE = (_, _) -> _ -> Lora.NONE;

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

    EvalRun {
        long cut = tasks.stream().flatMap(task -> generator.asked(task).stream())
                .filter(question -> question.length() > generator.maxPromptTokens()).count();
        if (cut > 0) {
            out.say("eval: " + cut + " prompts are longer than the " + generator.maxPromptTokens()
                    + " tokens that leave room for an answer; their beginnings are not read");
        }
    }

    /// Evaluates the model without a description, with the sum of some adapters if there are any.
    void alone(List<Blend.Weighted> parts) {
        if (parts.isEmpty()) {
            round("base", "", tasks, _ -> List.of(new Described("", _ -> NONE)));
            return;
        }
        for (ScaleRule rule : rules(parts.getFirst().lora())) {
            List<Blend.Weighted> scaled = parts.stream()
                    .map(p -> new Blend.Weighted(rule.apply(p.lora()), p.strength())).toList();
            round("adapter", rule.toString(), tasks, _ -> List.of(new Described("", arena -> {
                Lora sum = Blend.of(scaled, kernels, arena).requireLowRank("eval");
                return (_, _) -> _ -> sum;
            })));
        }
    }

    /// Evaluates the model without an adapter, with the description in the prompt.
    void prompted() {
        tasks.forEach(task -> task.requireDescriptions(DESCRIBE));
        round(Condition.PROMPT.toString(), "", tasks.stream().map(EvalTask::withDescription).toList(),
                task -> List.of(new Described(task.descriptions().getFirst(), _ -> NONE)));
    }

    /// Evaluates each task with the adapter of its name in a directory.
    void oracles(Path directory) {
        Function<EvalTask, Path> place = task -> directory.resolve(task.name());
        tasks.stream().map(place).filter(path -> !LoraFile.is(path)).findFirst().ifPresent(path -> {
            throw new T2lException("--oracles: needs an adapter of each task, there is none in " + path);
        });
        List<ScaleRule> rules;
        try (Arena arena = Arena.ofShared()) {
            rules = rules(LoraFile.read(place.apply(tasks.getFirst()), arena));
        }
        for (ScaleRule rule : rules) {
            round("oracle", rule.toString(), tasks, task -> List.of(new Described("", arena -> {
                Lora lora = rule.apply(LoraFile.read(place.apply(task), arena))
                        .requireLowRank("eval").requireFits(place.apply(task).toString(), model);
                return (_, _) -> _ -> lora;
            })));
        }
    }

    /// Evaluates the tasks with the adapters of a hypernetwork.
    void described(Condition condition, TextToLora network) {
        if (condition != Condition.QUESTION
                && tasks.stream().allMatch(task -> descriptions(condition, task, network).isEmpty())) {
            throw new T2lException(DESCRIBE + ": " + condition + ": needs a task that the hypernetwork was trained on"
                    + (network.isNumbered() ? "" : " and that is in --trained") + ", got "
                    + tasks.stream().map(EvalTask::name).limit(5).toList() + (tasks.size() > 5 ? " …" : ""));
        }
        for (ScaleRule rule : rules(new Lora(network.config().lora("", 0), Map.of()))) {
            round(condition.toString(), rule.toString(), tasks, task -> condition == Condition.QUESTION
                    ? List.of(new Described("", _ -> ofQuestions(task, network, rule)))
                    : descriptions(condition, task, network).stream()
                            .map(text -> new Described(text, arena -> ofDescription(task, text, network, rule, arena)))
                            .toList());
        }
    }

    /// Adds what an adapter owes to its description: how far the adapters of the tasks' own descriptions are above those of
    /// nonsense, and of other tasks, where both were measured.
    void distances() {
        for (Condition control : List.of(Condition.RANDOM, Condition.OTHER)) {
            Map.copyOf(scores).forEach((row, own) -> {
                List<TaskScores> others = scores.getOrDefault(List.of(control.toString(), row.getLast()), List.of());
                if (row.getFirst().equals(Condition.ALIGNED.toString()) && others.size() == own.size()) {
                    rows.addAll(TaskScores.ResultRow.all(Condition.ALIGNED + "-" + control, row.getLast(), IntStream
                            .range(0, own.size()).mapToObj(i -> own.get(i).minus(others.get(i))).toList()));
                }
            });
        }
    }

    private List<ScaleRule> rules(Lora lora) {
        return scales.isEmpty() ? List.of(ScaleRule.of(lora.config())) : scales;
    }

    private Adapters ofDescription(EvalTask task, String description, TextToLora network, ScaleRule rule, Arena arena) {
        Lora lora = fitting(network.generate(List.of(description), arena), rule).getFirst();
        Lora used = examples == 0 ? lora : sharpened(task, lora, arena);
        return (_, _) -> _ -> used;
    }

    private Lora sharpened(EvalTask task, Lora lora, Arena arena) {
        List<TaskData.Pair> some = task.examples().shots().stream().limit(examples)
                .map(shot -> new TaskData.Pair(shot.question(), List.of(shot.answer()))).toList();
        if (some.size() < examples) {
            throw new T2lException("--examples: " + task.name() + ": needs " + examples
                    + " lines with \"split\": \"train\", has " + some.size() + "; add some or ask for fewer");
        }
        return new FewShotTuning(model, generator.format(), kernels).tune(lora, some, arena).lora();
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
        return switch (condition) {
            case TRAIN -> known ? Stream.ofNullable(trainingDescriptions.get(task.name())).toList() : List.of();
            case RANDOM -> network.meaningless().isEmpty() ? Benchmark.nonsense() : network.meaningless();
            case ALIGNED -> task.requireDescriptions(DESCRIBE);
            default -> {
                task.requireDescriptions(DESCRIBE);
                yield others(task);
            }
        };
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

    /// Evaluates all tasks under one condition.
    ///
    /// @param asked     the tasks with the questions that the model is asked
    /// @param described the adapters of a task: none if it was not trained
    private void round(String condition, String scale, List<EvalTask> asked,
            Function<EvalTask, List<Described>> described) {
        long total = asked.stream().mapToLong(task -> (long) described.apply(task).size() * task.questions().size())
                .sum();
        List<TaskScores> found = new ArrayList<>();
        long done = 0;
        try (Progress progress = out.progress(scale.isEmpty() ? condition : condition + ", " + scale, total)) {
            for (int i = 0; i < asked.size(); i++) {
                List<TokenizedQuestion> questions = generator.asked(asked.get(i));
                List<List<String>> all = new ArrayList<>();
                for (Described one : described.apply(asked.get(i))) {
                    List<String> said = ask(asked.get(i).name(), questions, one, progress, done);
                    done += said.size();
                    all.add(said);
                    answers.add(new Answers(tasks.get(i), condition, scale, one.description(), said));
                }
                if (!all.isEmpty()) {
                    found.add(TaskScores.of(tasks.get(i), all, python.map(runner -> source -> passes(runner, source))));
                }
            }
        }
        scores.put(List.of(condition, scale), found);
        rows.addAll(TaskScores.ResultRow.all(condition, scale, found));
    }

    /// Many programs may be left to run when the user stops the evaluation.
    private boolean passes(Python runner, String source) {
        if (out.stopping()) {
            throw new CancellationException("eval");
        }
        return runner.passes(source);
    }

    private List<String> ask(String task, List<TokenizedQuestion> asked, Described described, Progress progress,
            long done) {
        try (Arena arena = Arena.ofShared()) {
            return generator.answers(asked, described.adapters().apply(arena), answered -> {
                progress.at(done + answered, task);
                return !out.stopping();
            }).orElseThrow(() -> new CancellationException("eval"));
        }
    }

    /// The input of the hypernetwork for a task in an evaluation (t2l-spec §11.1). One that knows tasks by numbers gets the
    /// task's own number for `TRAIN` and `ALIGNED`, another one for `OTHER`, and mixtures for `RANDOM` (t2l-spec §10).
    enum Condition {
        /// The first training description of a task that was trained.
        TRAIN,
        /// Descriptions of the task.
        ALIGNED,
        /// Descriptions of other tasks.
        OTHER,
        /// Nonsense.
        RANDOM,
        /// Each question, for an adapter of its own (Hyperdecoders, t2l-spec §10).
        QUESTION,
        /// None: the task's first description stands before every question, and there is no adapter.
        PROMPT,
        /// None: without a hypernetwork and without a description.
        NONE;

        /// The conditions that show what an adapter owes to its description: the model without an adapter, without and with
        /// the description in its prompt, and the adapters of the right, other and meaningless descriptions.
        static final List<Condition> CONTROLS = List.of(NONE, PROMPT, ALIGNED, OTHER, RANDOM);

        /// Whether adapters come from a hypernetwork.
        boolean generates() {
            return this != NONE && this != PROMPT;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
