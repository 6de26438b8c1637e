package t2l.hypernet.eval;

import java.util.List;

/// A task to measure a model with: its questions, how answers are judged, and what may be said about it.
///
/// @param group        tasks of one group are reported together
/// @param descriptions sentences about the task, each for an adapter of its own; may be empty
/// @param examples     worked examples, to be put before a question; empty if there are none
/// @param scorers      how answers are judged, the main one first; empty if they are programs
/// @param notes        what whoever reads the results must know about the questions
public record Exam(String name, String group, List<String> descriptions, List<Question> questions, String examples,
        List<Scorer> scorers, List<String> notes) {
    /// How the reference has answers begin when it shows examples before a question with choices.
    private static final String ANSWER = "Answer:";

    public Exam {
        descriptions = List.copyOf(descriptions);
        questions = List.copyOf(questions);
        scorers = List.copyOf(scorers);
        notes = List.copyOf(notes);
    }

    /// One whose answers are right to the letter or wrong.
    public static Exam exact(String name, String group, List<String> descriptions, List<Question> questions,
            String examples) {
        return new Exam(name, group, descriptions, questions, examples, List.of(new ExactText()), List.of());
    }

    /// The same with the first `most` questions only.
    public Exam limited(int most) {
        return new Exam(name, group, descriptions, questions.subList(0, Math.min(most, questions.size())), examples,
                scorers, notes);
    }

    /// The same with the worked examples before every question.
    public Exam withExamples() {
        boolean chooses = scorers.stream().anyMatch(s -> s instanceof Choice || s instanceof TrueOrFalse);
        return asked(examples, chooses ? ANSWER : "");
    }

    /// The same with its first description before every question.
    public Exam withDescription() {
        return asked(descriptions.getFirst() + "\n\n", "");
    }

    private Exam asked(String before, String prefill) {
        List<Question> all = questions.stream().map(q -> new Question(before + q.text(),
                q.prefill().isEmpty() ? prefill : q.prefill(), q.answers(), q.program())).toList();
        return new Exam(name, group, descriptions, all, examples, scorers, notes);
    }

    /// What the main score is called.
    public String metric() {
        return scorers.isEmpty() ? Program.METRIC : scorers.getFirst().metric();
    }

    /// Whether nothing that may follow `answer` can change how it is judged.
    public boolean decided(String answer) {
        return scorers.isEmpty() ? Program.ended(answer) : scorers.stream().allMatch(s -> s.decided(answer));
    }
}
