package t2l.app.eval;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import t2l.cli.HypernetOptions;
import t2l.cli.Out;
import t2l.cli.Progress;
import t2l.hypernet.SplitMix64;
import t2l.hypernet.TextToLora;
import t2l.hypernet.eval.Benchmark;
import t2l.hypernet.eval.Exam;
import t2l.hypernet.eval.Examination;
import t2l.hypernet.eval.Examination.Adapters;
import t2l.hypernet.eval.Examination.Asked;
import t2l.hypernet.eval.Marks;
import t2l.hypernet.eval.Python;
import t2l.hypernet.eval.Question;
import t2l.hypernet.eval.Row;
import t2l.hypernet.eval.ScaleRule;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.transformer.ActiveAdapter;
import t2l.transformer.Decoder;
import t2l.transformer.lora.Blend;
import t2l.transformer.lora.Lora;
import t2l.transformer.lora.LoraBatch;

/// All that is asked in one run of `t2l eval`: every task under every condition, at every scale.
final class Sitting {
    private final Out out;
    private final List<Exam> exams;
    private final Decoder model;
    private final Examination examination;
    private final Kernels kernels;
    private final Optional<Python> python;
    private final long seed;
    private final List<List<Asked>> questions = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private final List<Answers> answers = new ArrayList<>();

    /// What was answered to a task.
    ///
    /// @param scale       empty without an adapter
    /// @param description of which the adapter was made, empty if it was not
    /// @param said        in the order of the exam's questions
    record Answers(Exam exam, String condition, String scale, String description, List<String> said) {}

    /// What a task is asked with.
    ///
    /// @param adapters made when they are needed, in memory that lives as long
    private record Told(String description, Function<Arena, Adapters> adapters) {}

    /// @param python runs the programs that the model writes, if they are to be run
    Sitting(Out out, List<Exam> exams, Decoder model, Examination examination, Kernels kernels,
            Optional<Python> python, long seed) {
        this.out = out;
        this.exams = exams;
        this.model = model;
        this.examination = examination;
        this.kernels = kernels;
        this.python = python;
        this.seed = seed;
        exams.forEach(exam -> questions.add(exam.questions().stream().map(q -> examination.asked(exam, q)).toList()));
        long cut = questions.stream().flatMap(List::stream).filter(q -> q.length() > examination.room()).count();
        if (cut > 0) {
            out.say("eval: " + cut + " prompts are longer than the " + examination.room()
                    + " tokens that leave room for an answer; their beginnings are not read");
        }
    }

    /// The tasks.
    List<Exam> exams() {
        return exams;
    }

    /// The results so far.
    List<Row> rows() {
        return rows;
    }

    /// All answers so far.
    List<Answers> answers() {
        return answers;
    }

    /// Asks everything; false if the user stopped it.
    ///
    /// @param adapters that change the model where no hypernetwork does
    boolean all(List<Condition> conditions, Scales scales, List<Blend.Part> adapters, HypernetOptions hypernet) {
        for (Condition condition : conditions) {
            boolean done = condition == Condition.NONE
                    ? alone(scales, adapters)
                    : described(condition, scales, hypernet);
            if (!done) {
                return false;
            }
        }
        return true;
    }

    private boolean alone(Scales scales, List<Blend.Part> parts) {
        if (parts.isEmpty()) {
            return round("base", "", _ -> List.of(new Told("", _ -> (_, _) -> _ -> ActiveAdapter.NONE)));
        }
        for (ScaleRule rule : scales.rules(ScaleRule.of(parts.getFirst().lora().config()))) {
            List<Blend.Part> scaled = parts.stream().map(p -> new Blend.Part(rule.apply(p.lora()), p.strength()))
                    .toList();
            Told told = new Told("", arena -> {
                Lora sum = Blend.of(scaled, kernels, arena);
                return (_, _) -> sum::adapter;
            });
            if (!round("adapter", rule.toString(), _ -> List.of(told))) {
                return false;
            }
        }
        return true;
    }

    private boolean described(Condition condition, Scales scales, HypernetOptions hypernet) {
        try (TextToLora network = hypernet.open(kernels, out)) {
            return described(condition, scales, network);
        }
    }

    private boolean described(Condition condition, Scales scales, TextToLora network) {
        for (ScaleRule rule : scales.rules(ScaleRule.of(network.config().lora("", 0)))) {
            if (!round(condition.toString(), rule.toString(), exam -> condition == Condition.QUESTION
                    ? List.of(new Told("", _ -> ofQuestions(exam, network, rule)))
                    : descriptions(condition, exam).stream()
                            .map(text -> new Told(text, arena -> ofDescription(text, network, rule, arena)))
                            .toList())) {
                return false;
            }
        }
        return true;
    }

    private Adapters ofDescription(String description, TextToLora network, ScaleRule rule, Arena arena) {
        Lora lora = fitting(network.generate(List.of(description), arena), rule).getFirst();
        return (_, _) -> lora::adapter;
    }

    private Adapters ofQuestions(Exam exam, TextToLora network, ScaleRule rule) {
        return (numbers, into) -> {
            List<String> texts = numbers.stream().map(exam.questions()::get).map(Question::text).toList();
            return LoraBatch.of(fitting(network.generate(texts, into), rule).stream().map(Optional::of).toList(),
                    kernels, into)::adapter;
        };
    }

    private List<Lora> fitting(List<TextToLora.Generated> made, ScaleRule rule) {
        return made.stream().map(TextToLora.Generated::lora).map(rule::apply)
                .map(lora -> lora.requireFits("the adapter for this description", model)).toList();
    }

    private List<String> descriptions(Condition condition, Exam exam) {
        if (condition == Condition.RANDOM) {
            return Benchmark.nonsense();
        }
        if (exam.descriptions().isEmpty()) {
            throw new T2lException("--describe: " + exam.name() + ": needs a description, there is none; put"
                    + " {\"descriptions\": [\"…\"]} into the first line of its file");
        }
        return condition == Condition.ALIGNED ? exam.descriptions() : others(exam);
    }

    /// As many descriptions as the task has, of other tasks of this run, or of the benchmarks if those are too few.
    private List<String> others(Exam exam) {
        List<String> pool = exams.stream().filter(other -> !other.name().equals(exam.name()))
                .flatMap(other -> other.descriptions().stream()).toList();
        if (pool.size() < exam.descriptions().size()) {
            pool = Benchmark.all().values().stream().filter(other -> !other.name().equals(exam.name()))
                    .flatMap(other -> other.descriptions().stream()).toList();
        }
        return SplitMix64.named("other", seed, exam.name()).sample(pool, exam.descriptions().size());
    }

    /// Asks all tasks under one condition; false if the user stopped it.
    private boolean round(String condition, String scale, Function<Exam, List<Told>> told) {
        long total = exams.stream().mapToLong(exam -> (long) told.apply(exam).size() * exam.questions().size()).sum();
        List<Marks> marks = new ArrayList<>();
        long done = 0;
        try (Progress progress = out.progress(scale.isEmpty() ? condition : condition + ", " + scale, total)) {
            for (int i = 0; i < exams.size(); i++) {
                Exam exam = exams.get(i);
                List<List<String>> all = new ArrayList<>();
                for (Told one : told.apply(exam)) {
                    Optional<List<String>> said = ask(i, one, progress, done);
                    if (said.isEmpty()) {
                        return false;
                    }
                    done += said.get().size();
                    all.add(said.get());
                    answers.add(new Answers(exam, condition, scale, one.description(), said.get()));
                }
                marks.add(Marks.of(exam, all, python));
            }
        }
        rows.addAll(Row.all(condition, scale, marks));
        return true;
    }

    private Optional<List<String>> ask(int exam, Told told, Progress progress, long done) {
        try (Arena arena = Arena.ofShared()) {
            return examination.answers(questions.get(exam), told.adapters().apply(arena), answered -> {
                progress.at(done + answered, exams.get(exam).name());
                return !out.stopping();
            });
        }
    }
}
