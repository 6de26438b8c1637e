package t2l.hypernet.train;

import java.util.List;
import java.util.function.BinaryOperator;

/// A task as training and evaluation see it, whoever made it: what is said about it, and what is right.
///
/// @param descriptions        sentences to train with
/// @param heldOutDescriptions other sentences about the same task, to test with
/// @param train               pairs to train on
/// @param valid               pairs to watch a training with
/// @param test                pairs to test on
public record TaskData(String name, List<String> descriptions, List<String> heldOutDescriptions, List<Pair> train,
        List<Pair> valid, List<Pair> test) {
    /// Copies the lists.
    public TaskData {
        descriptions = List.copyOf(descriptions);
        heldOutDescriptions = List.copyOf(heldOutDescriptions);
        train = List.copyOf(train);
        valid = List.copyOf(valid);
        test = List.copyOf(test);
    }

    /// Without pairs to watch a training with.
    public TaskData(String name, List<String> descriptions, List<String> heldOutDescriptions, List<Pair> train,
            List<Pair> test) {
        this(name, descriptions, heldOutDescriptions, train, List.of(), test);
    }

    /// This task, if it has no pairs to watch a training with, with the last tenth of its training pairs as such
    /// (t2l-spec §9.2).
    public TaskData heldOut() {
        int kept = (int) (train.size() * 0.9);
        return valid.isEmpty() && kept > 0 && kept < train.size()
                ? new TaskData(name, descriptions, heldOutDescriptions, train.subList(0, kept),
                        train.subList(kept, train.size()), test)
                : this;
    }

    /// This task with its first descriptions in the prompts: every training pair once with each.
    ///
    /// @param limit descriptions of a task that are used
    /// @param join  makes a prompt of a description and a prompt
    public TaskData describedInPrompts(int limit, BinaryOperator<String> join) {
        List<String> used = descriptions.subList(0, Math.min(limit, descriptions.size()));
        return new TaskData(name, descriptions, heldOutDescriptions, described(train, used, join),
                described(valid, used, join), test);
    }

    private static List<Pair> described(List<Pair> pairs, List<String> descriptions, BinaryOperator<String> join) {
        return pairs.stream().flatMap(pair -> descriptions.stream()
                .map(text -> new Pair(join.apply(text, pair.prompt()), pair.answers()))).toList();
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
