package t2l.hypernet.train;

import java.util.List;

/// A task as training and evaluation see it, whoever made it: what is said about it, and what is right.
///
/// @param descriptions        sentences to train with
/// @param heldOutDescriptions other sentences about the same task, to test with
/// @param train               pairs to train on
/// @param test                pairs to test on
public record TaskData(String name, List<String> descriptions, List<String> heldOutDescriptions, List<Pair> train,
        List<Pair> test) {
    /// Copies the lists.
    public TaskData {
        descriptions = List.copyOf(descriptions);
        heldOutDescriptions = List.copyOf(heldOutDescriptions);
        train = List.copyOf(train);
        test = List.copyOf(test);
    }

    /// A prompt and the answers that count as right.
    public record Pair(String prompt, List<String> answers) {
        /// Copies `answers`; there must be one at least.
        public Pair {
            answers = List.copyOf(answers);
            if (answers.isEmpty()) {
                throw new IllegalArgumentException(
                        "pair: needs an answer to the prompt '%s', got none".formatted(prompt));
            }
        }

        /// The answer to learn: the first.
        public String answer() {
            return answers.getFirst();
        }
    }
}
