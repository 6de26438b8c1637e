package t2l.hypernet.eval;

import module java.base;
import t2l.hypernet.data.*;
import t2l.hypernet.data.TaskData.Pair;
import t2l.hypernet.eval.Question.Shot;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;

/// A task to measure a model on: its questions, its scorers and its descriptions.
///
/// @param group        tasks of one group are reported together
/// @param descriptions descriptions of the task, each for an adapter of its own; may be empty
/// @param examples     worked examples, to be put before a question
/// @param scorers      the scorers, the main one first; empty if answers are programs
/// @param notes        remarks on the questions, for readers of the results
public record EvalTask(String name, String group, List<String> descriptions, List<Question> questions,
        Question.Examples examples, List<Scorer> scorers, List<String> notes) {
    /// The reference's start of answers if a text of examples precedes a multiple-choice question.
    private static final String ANSWER = "Answer:";

    /// Number of descriptions used per task, from the first: the same as in the reference.
    private static final int DESCRIPTIONS = 3;

    private static final int EXAMPLES = 3;
    private static final String CANARY = "canary";

    /// Programs need more than a question and an answer.
    private static final List<String> METRICS = List.of("exact_match", "choice", "boolean", "number", "rouge");

    public EvalTask {
        descriptions = List.copyOf(descriptions);
        questions = List.copyOf(questions);
        scorers = List.copyOf(scorers);
        notes = List.copyOf(notes);
    }

    /// A task scored by exact match.
    public static EvalTask exact(String name, String group, List<String> descriptions, List<Question> questions,
            Question.Examples examples) {
        return new EvalTask(name, group, descriptions, questions, examples, Scorer.ExactText.SCORERS, List.of());
    }

    /// A copy with the first `most` questions only.
    public EvalTask limited(int most) {
        return new EvalTask(name, group, descriptions, questions.subList(0, Math.min(most, questions.size())), examples,
                scorers, notes);
    }

    /// A copy with the worked examples before every question.
    public EvalTask withExamples() {
        boolean starts = !examples.text().isEmpty()
                && scorers.stream().anyMatch(s -> s instanceof Scorer.Choice || s instanceof Scorer.TrueOrFalse);
        return asked(q -> new Question(examples.text() + q.text(),
                q.prefill().isEmpty() && starts ? ANSWER : q.prefill(), q.answers(), q.program(),
                examples.shots().stream().limit(EXAMPLES).toList()));
    }

    /// A copy with its first description before every question, or before the first turn of the conversation. It
    /// needs one, see [#requireDescriptions].
    public EvalTask withDescription() {
        return asked(q -> q.after(descriptions.getFirst() + "\n\n"));
    }

    /// The descriptions. Throws [T2lException], naming `option`, if there is none.
    public List<String> requireDescriptions(String option) {
        if (descriptions.isEmpty()) {
            throw new T2lException(option + ": " + name + ": needs a description, has none; put"
                    + " {\"descriptions\": [\"…\"]} into the first line of its file");
        }
        return descriptions;
    }

    private EvalTask asked(UnaryOperator<Question> change) {
        return new EvalTask(name, group, descriptions, questions.stream().map(change).toList(), examples, scorers,
                notes);
    }

    /// The name of the main metric.
    public String metric() {
        return scorers.isEmpty() ? UnitTests.METRIC : scorers.getFirst().metric();
    }

    /// Whether no continuation of `answer` can change its scores.
    public boolean decided(String answer) {
        return scorers.isEmpty() ? UnitTests.ended(answer) : scorers.stream().allMatch(s -> s.decided(answer));
    }

    /// The task in a `.jsonl` file of questions, with the descriptions of its [DescriptionFile]. Throws [T2lException] if it
    /// cannot be read, has no question, or a line has none of these forms.
    ///
    /// The first line may be `{"task", "descriptions": [texts], "metric"}`, all optional; the metric defaults to
    /// `exact_match` (others are `choice`, `boolean`, `number`, `rouge`). Every other line is a question:
    /// `{"input", "output": [accepted answers]}`, `{"input", "target"}`, `{"prompt", "answer"}`, or a multiple-choice
    /// question, `{"question", "choices": [texts], "answer": index of the correct one}`. Lines with `"split": "train"` are
    /// used as worked examples only. Lines with a `canary` are ignored.
    public static EvalTask read(Path file) {
        List<Source> lines = JsonLines.read(file).stream().filter(line -> !line.values().containsKey(CANARY)).toList();
        boolean headed = !lines.isEmpty()
                && (lines.getFirst().values().containsKey("descriptions")
                        || lines.getFirst().values().containsKey("metric"));
        Map<String, Object> header = headed ? lines.getFirst().values() : Map.of();
        List<Source> rows = headed ? lines.subList(1, lines.size()) : lines;
        List<Source> training = rows.stream().filter(line -> "train".equals(line.values().get("split"))).toList();
        List<Pair> pairs = rows.stream().filter(line -> !training.contains(line)).map(EvalTask::pair).toList();
        if (pairs.isEmpty()) {
            throw new T2lException(
                    file + ": needs at least one question to ask, has none; add lines {\"input\": …, \"target\": …}");
        }
        String fileName = file.getFileName().toString();
        String name = header.get("task") instanceof String given ? given : fileName.replaceFirst("\\.jsonl$", "");
        List<String> descriptions = DescriptionFile.all(file,
                header.containsKey("descriptions") ? DescriptionFile.own(lines.getFirst()) : List.of());
        Question.Examples examples = Question.Examples.turns(training.stream().map(EvalTask::pair)
                .map(pair -> new Shot(pair.prompt(), pair.answer())).toList());
        return new EvalTask(name, name, first(descriptions),
                pairs.stream().map(pair -> new Question(pair.prompt(), pair.answers())).toList(),
                examples, scorers(lines.getFirst(), rows.getFirst()), List.of());
    }

    private static List<String> first(List<String> descriptions) {
        return descriptions.subList(0, Math.min(DESCRIPTIONS, descriptions.size()));
    }

    private static List<Scorer> scorers(Source header, Source row) {
        String otherwise = row.values().containsKey("choices") ? "choice" : "exact_match";
        Object metric = header.values().getOrDefault("metric", otherwise);
        if (!(metric instanceof String name) || !METRICS.contains(name)) {
            throw header.wrong("metric", "exact_match, choice, boolean, number or rouge", metric);
        }
        return Scorer.named(name);
    }

    private static Pair pair(Source line) {
        Map<String, Object> fields = line.values();
        if (fields.get("choices") instanceof List<?>) {
            return choice(line);
        }
        if (fields.containsKey("prompt")) {
            return new Pair(line.text("prompt"), List.of(line.text("answer")));
        }
        return new Pair(line.text("input"), fields.containsKey("target")
                ? List.of(line.text("target"))
                : line.someTexts("output"));
    }

    /// The prompt is ours; those of the benchmarks are in [Benchmark].
    private static Pair choice(Source line) {
        List<String> choices = line.someTexts("choices");
        if (!(line.values().get("answer") instanceof Integer right) || right < 0 || right >= choices.size()
                || choices.size() > 26) {
            throw line.wrong("answer", "the number of one of at most 26 choices, from 0", line.need("answer"));
        }
        StringBuilder text = new StringBuilder(line.text("question")).append("\n\n");
        for (int i = 0; i < choices.size(); i++) {
            text.append((char) ('A' + i)).append(": ").append(choices.get(i)).append('\n');
        }
        text.append("\nYou must respond with the letter corresponding to the correct choice without any explanation.");
        return new Pair(text.toString(), List.of(Character.toString('A' + right)));
    }

    /// The task in a folder of the reference, scored by ROUGE like `lol_*` there (t2l-spec §11.3). The questions are
    /// the rows of `test.jsonl`. Throws [T2lException] if there are none, or they are invalid.
    public static EvalTask read(TaskFolder folder) {
        List<Question> questions = new ArrayList<>();
        for (Map<String, Object> row : folder.rows("test")) {
            questions.add(new Question(folder.question(row), folder.prefill().fill(row), List.of(folder.answer(row)),
                    Optional.empty()));
        }
        if (questions.isEmpty()) {
            throw new T2lException(
                    folder.folder() + ": needs rows in test.jsonl to ask, has none; put those of the data set there");
        }
        List<String> examples = folder.rows("train").stream().limit(EXAMPLES)
                .map(row -> folder.question(row) + "\n\nAnswer: " + folder.answer(row)).toList();
        return new EvalTask(folder.name(), folder.name(), first(folder.descriptions()), questions,
                examples.isEmpty() ? Question.Examples.NONE : Question.Examples.numbered(examples, ""),
                Scorer.named("rouge"), List.of());
    }
}
