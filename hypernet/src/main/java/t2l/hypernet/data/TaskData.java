package t2l.hypernet.data;

import module java.base;

/// A task for training and evaluation: its descriptions and its pairs of prompt and answers.
///
/// @param descriptions        descriptions for training
/// @param heldOutDescriptions other descriptions of the task, for testing
/// @param train               training pairs
/// @param valid               validation pairs
/// @param test                test pairs
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

    /// Without validation pairs.
    public TaskData(String name, List<String> descriptions, List<String> heldOutDescriptions, List<Pair> train,
            List<Pair> test) {
        this(name, descriptions, heldOutDescriptions, train, List.of(), test);
    }

    /// Whether it has any pairs.
    public boolean hasRows() {
        return !train.isEmpty() || !valid.isEmpty() || !test.isEmpty();
    }

    /// A copy in which the last tenth of the training pairs are validation pairs, if it has none (t2l-spec §9.2): those of
    /// `train[90%:]` in the Python package datasets, which rounds to the nearest number and halves to an even one.
    public TaskData heldOut() {
        int kept = (int) Math.rint(90.0 * train.size() / 100);
        return valid.isEmpty() && kept > 0 && kept < train.size()
                ? new TaskData(name, descriptions, heldOutDescriptions, train.subList(0, kept),
                        train.subList(kept, train.size()), test)
                : this;
    }

    /// A copy with these validation pairs.
    public TaskData withValid(List<Pair> pairs) {
        return new TaskData(name, descriptions, heldOutDescriptions, train, pairs, test);
    }

    /// A copy with its first descriptions in the prompts: every training pair once with each.
    ///
    /// @param limit number of descriptions per task
    /// @param join  combines a description and a prompt
    public TaskData describedInPrompts(int limit, BinaryOperator<String> join) {
        List<String> used = descriptions.subList(0, Math.min(limit, descriptions.size()));
        return new TaskData(name, descriptions, heldOutDescriptions, described(train, used, join),
                described(valid, used, join), test);
    }

    private static List<Pair> described(List<Pair> pairs, List<String> descriptions, BinaryOperator<String> join) {
        return pairs.stream().flatMap(pair -> descriptions.stream()
                .map(text -> new Pair(join.apply(text, pair.prompt()), pair.answers()))).toList();
    }

    /// A prompt and its accepted answers.
    public record Pair(String prompt, List<String> answers) {
        /// Copies `answers`, at least one.
        public Pair {
            answers = List.copyOf(answers);
            if (answers.isEmpty()) {
                throw new IllegalArgumentException(
                        "pair: needs an answer to the prompt '%s', got none".formatted(prompt));
            }
        }

        /// The answer for training: the first.
        public String answer() {
            return answers.getFirst();
        }
    }
}
