package t2l.hypernet.eval;

import java.util.List;
import java.util.Optional;

/// A question in words, and what is right.
///
/// @param text    what is asked, as the user of a conversation says it
/// @param prefill how the answer begins: given to the model, and no part of what it is judged by
/// @param answers that are accepted, one at least
/// @param program if the answer is a program: how it is tried
public record Question(String text, String prefill, List<String> answers, Optional<Program> program) {
    public Question {
        answers = List.copyOf(answers);
        if (answers.isEmpty()) {
            throw new IllegalArgumentException("question: needs an accepted answer to '%s', got none".formatted(text));
        }
    }

    /// One with an answer in words, which the model begins by itself.
    public Question(String text, List<String> answers) {
        this(text, "", answers, Optional.empty());
    }
}
