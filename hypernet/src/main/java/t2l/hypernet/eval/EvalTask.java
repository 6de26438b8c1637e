package t2l.hypernet.eval;

import java.util.List;
import java.util.function.UnaryOperator;
import t2l.tensor.T2lException;

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
                q.prefill().isEmpty() && starts ? ANSWER : q.prefill(), q.answers(), q.program(), examples.shots()));
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
}
