package t2l.hypernet.eval;

import module java.base;
import t2l.hypernet.eval.Question.Shot;

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

    /// Worked examples of a task: a text before a question, or turns of the conversation before it, of which the first three
    /// are asked.
    ///
    /// @param text  empty if they are turns
    /// @param shots empty if they are a text
    public record Examples(String text, List<Shot> shots) {
        /// No examples.
        public static final Examples NONE = new Examples("", List.of());

        public Examples {
            shots = List.copyOf(shots);
        }

        /// Examples that are turns; lines of a question and its answer for a model without chat template ([#lines]).
        public static Examples turns(List<Shot> shots) {
            return new Examples("", shots);
        }

        /// A text with numbers and a heading, as in the reference's benchmarks: after an empty line, and with two before what
        /// follows.
        ///
        /// @param after ends the text
        static Examples numbered(List<String> examples, String after) {
            StringBuilder text = new StringBuilder(
                    "\nHere are some examples of the tasks you will be asked to solve.\n\n");
            for (int i = 0; i < examples.size(); i++) {
                text.append("## Example ").append(i + 1).append('\n').append(examples.get(i)).append("\n\n");
            }
            return new Examples(text.append('\n').append(after).toString(), List.of());
        }

        /// Whether there are none.
        public boolean isEmpty() {
            return text.isEmpty() && shots.isEmpty();
        }

        /// Turns as a text for plain language models: one per line, the answer after a space.
        static String lines(List<Shot> shots) {
            StringBuilder text = new StringBuilder();
            shots.forEach(shot -> text.append(shot.question()).append(' ').append(shot.answer()).append('\n'));
            return text.toString();
        }
    }
}
