package t2l.hypernet.train;

import module java.base;
import t2l.autograd.Parameters;
import t2l.hypernet.Descriptions;
import t2l.hypernet.data.TaskData;
import t2l.hypernet.eval.*;
import t2l.hypernet.eval.AnswerGenerator.*;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.tensor.ranks.Ranks;
import t2l.tensor.settings.Source;
import t2l.transformer.lora.Lora;
import t2l.transformer.template.PromptFormat;

/// Generates answers to validation pairs with the values of a run, as an evaluation of the trained network does, and scores
/// them: greedy, every pair with one of its task's descriptions in turn. An answer may be as long as the longest expected
/// one.
public final class AnswerCheck {
    /// Answers that are generated together, each with an adapter.
    private static final int MAX_BATCH = 8;

    /// A validation pair.
    private record Item(int task, int description) {}

    private final Selection by;
    private final PromptFormat format;
    private final Set<Integer> ends;
    private final List<EvalTask> tasks;
    private final List<Descriptions> descriptions;
    private final List<Item> items = new ArrayList<>();
    private final int maxTokens;

    /// @param watched      tasks with the validation pairs to answer
    /// @param descriptions of each task; empty if there is one adapter for all
    /// @param ends         tokens that end an answer
    AnswerCheck(Selection by, List<TaskData> watched, List<Descriptions> descriptions, PromptFormat format,
            Set<Integer> ends) {
        this.by = by;
        this.format = format;
        this.ends = Set.copyOf(ends);
        this.descriptions = List.copyOf(descriptions);
        this.tasks = watched.stream().map(this::asked).toList();
        this.maxTokens = watched.stream().flatMap(task -> task.valid().stream()).flatMap(pair -> pair.answers().stream())
                .mapToInt(answer -> format.answer(answer).length).max().orElse(1);
        for (int task = 0; task < tasks.size(); task++) {
            for (int i = 0; i < tasks.get(task).questions().size(); i++) {
                items.add(new Item(task, descriptions.isEmpty() ? 0 : i % descriptions.get(task).count()));
            }
        }
    }

    private EvalTask asked(TaskData task) {
        List<Question> questions = task.valid().stream().map(pair -> new Question(pair.prompt(), pair.answers()))
                .toList();
        return new EvalTask(task.name(), task.name(), List.of(), questions, Question.Examples.NONE,
                List.of(by.scorer(task.name())), List.of());
    }

    /// The rule by which answers are scored.
    public Selection by() {
        return by;
    }

    /// The score of `values`, from 0 to 1: the mean over the tasks of the means over their pairs. Every rank gives a part of the
    /// answers: answer `i` is of rank `i % R`.
    public double score(Objective.Tuning of, Parameters values, Kernels kernels, Ranks ranks) {
        try (var generator = new AnswerGenerator(of.model(), format, ends, kernels,
                new AnswerGenerator.AnswerSettings(MAX_BATCH, maxTokens, format.apart(), false))) {
            List<TokenizedQuestion> asked = tasks.stream().flatMap(task -> generator.asked(task).stream()).toList();
            List<Integer> mine = IntStream.range(0, asked.size()).filter(i -> i % ranks.count() == ranks.rank()).boxed()
                    .toList();
            List<String> given = generator.answers(mine.stream().map(asked::get).toList(),
                    adapters(of, values, mine, kernels), _ -> true).orElseThrow();
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < asked.size(); i += ranks.count()) {
                answers.addAll(ranks.all(i / ranks.count() < given.size() ? given.get(i / ranks.count()) : ""));
            }
            double sum = 0;
            int from = 0;
            for (EvalTask task : tasks) {
                int to = from + task.questions().size();
                List<Double> scores = TaskScores.of(task, List.of(answers.subList(from, to)), Optional.empty()).scores()
                        .get(task.metric());
                sum += scores.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
                from = to;
            }
            return sum / tasks.size();
        }
    }

    /// An adapter for each description that occurs in a batch of these items.
    private Adapters adapters(Objective.Tuning of, Parameters values, List<Integer> some, Kernels kernels) {
        return (batch, into) -> {
            Map<Item, Lora> made = new HashMap<>();
            return i -> made.computeIfAbsent(items.get(some.get(batch.get(i))),
                    item -> of.lora(values, descriptions.isEmpty()
                            ? Optional.empty()
                            : Optional.of(descriptions.get(item.task()).slice(item.description(), 1)), kernels, into));
        };
    }

    /// What decides which values of a run are its best (`select`): the loss, or a score of the answers that are generated with
    /// them.
    public enum Selection {
        /// The validation loss.
        LOSS("loss"),
        /// The share of answers that are exactly right.
        EXACT("exact"),
        /// ROUGE-L.
        ROUGE_L("rougeL"),
        /// The share of right answers by the rule of the benchmark of the task's name, of other tasks the exact ones.
        ACC("acc");

        private final String name;

        Selection(String name) {
            this.name = name;
        }

        static Selection of(Source a) {
            String text = a.text("select", LOSS.name);
            return Stream.of(values()).filter(s -> s.name.equals(text)).findFirst().orElseThrow(() -> new T2lException(
                    a.where() + ": select: needs one of " + List.of(values()) + ", got " + text));
        }

        /// How answers to a task are scored.
        Scorer scorer(String task) {
            return switch (this) {
                case LOSS -> throw new IllegalStateException("select: a loss needs no answers");
                case EXACT -> new Scorer.ExactText();
                case ROUGE_L -> new Rouge(Rouge.Kind.ROUGE_L);
                case ACC -> {
                    Map<String, Benchmark> benchmarks = Benchmark.all();
                    yield benchmarks.containsKey(task)
                            ? benchmarks.get(task).scorer().orElseThrow(() -> new T2lException("select: acc: needs tasks whose"
                                    + " answers can be compared, got " + task + ", whose answers are programs"))
                            : new Scorer.ExactText();
                }
            };
        }

        /// The name in arguments.
        @Override
        public String toString() {
            return name;
        }
    }
}
