package t2l.hypernet.eval;

import java.util.List;
import java.util.Optional;

/// A question and its accepted answers.
///
/// @param text    the user's message
/// @param prefill the start of the answer, given to the model and not scored
/// @param answers the accepted answers, at least one
/// @param program how the answer is tested, if it is a program
public record Question(String text, String prefill, List<String> answers, Optional<UnitTests> program) {
    public Question {
        answers = List.copyOf(answers);
        if (answers.isEmpty()) {
            throw new IllegalArgumentException("question: needs an accepted answer to '%s', got none".formatted(text));
        }
    }

    /// A question whose answer is a text without prefill.
    public Question(String text, List<String> answers) {
        this(text, "", answers, Optional.empty());
    }
}
