package t2l.hypernet.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A question and its accepted answers.
///
/// @param text    the user's message
/// @param prefill the start of the answer, given to the model and not scored
/// @param answers the accepted answers, at least one
/// @param program how the answer is tested, if it is a program
/// @param shots   worked examples, each a turn of the conversation before the question
public record Question(String text, String prefill, List<String> answers, Optional<UnitTests> program,
        List<Shot> shots) {
    /// A worked example: what the user asks, and the answer to it.
    public record Shot(String question, String answer) {}

    public Question {
        answers = List.copyOf(answers);
        shots = List.copyOf(shots);
        if (answers.isEmpty()) {
            throw new IllegalArgumentException("question: needs an accepted answer to '%s', got none".formatted(text));
        }
    }

    /// A question without worked examples.
    public Question(String text, String prefill, List<String> answers, Optional<UnitTests> program) {
        this(text, prefill, answers, program, List.of());
    }

    /// A question whose answer is a text without prefill.
    public Question(String text, List<String> answers) {
        this(text, "", answers, Optional.empty());
    }

    /// A copy whose conversation begins with a text.
    Question after(String before) {
        if (shots.isEmpty()) {
            return new Question(before + text, prefill, answers, program);
        }
        List<Shot> changed = new ArrayList<>(shots);
        changed.set(0, new Shot(before + shots.getFirst().question(), shots.getFirst().answer()));
        return new Question(text, prefill, answers, program, changed);
    }
}
