package t2l.app.suite;

import module java.base;
import t2l.app.console.Resources;
import t2l.tensor.settings.Source;

/// A rule and its English descriptions.
///
/// @param split              its use
/// @param terse              the header used in pretraining (`last french`)
/// @param descriptions       32 sentences for training
/// @param heldOutDescriptions 4 other sentences made of the same phrases
/// @param unseenPhrases      4 sentences with a phrase that occurs in no training description
public record Task(Rule rule, Split split, String terse, List<String> descriptions,
        List<String> heldOutDescriptions, List<String> unseenPhrases) {
    private static final String FILE = "tasks.jsonl.gz";

    /// The use of a task (`mini-suite.md` §2.6). Hypernetworks are trained on [#TRAIN] only.
    public enum Split {
        /// Training tasks, on which the base model was pretrained as well.
        TRAIN("train"),
        /// Combinations not used in training, for choosing hyperparameters.
        VAL("val"),
        /// Combinations not used in training; the base model has seen the behaviour.
        TEST_A("testA"),
        /// Combinations that neither the base model nor a hypernetwork has seen in any form.
        TEST_B("testB"),
        /// Tasks with a number or category that no training description of this kind mentions.
        PARAM("param"),
        /// Tasks with a map that no training description mentions.
        FAR("far");

        private final String label;

        Split(String label) {
            this.label = label;
        }

        /// The name in the task file.
        public String label() {
            return label;
        }
    }

    /// The rule's name, `domain.operation.map`.
    public String name() {
        return rule.name();
    }

    /// All tasks, in the order of the splits: a line of the file for each.
    static List<Task> all(Map<String, Rule> rules) {
        return Resources.text(Task.class, FILE).lines().map(line -> of(Source.parse(FILE, line), rules)).toList();
    }

    private static Task of(Source line, Map<String, Rule> rules) {
        Split split = Arrays.stream(Split.values()).filter(each -> each.label().equals(line.text("split"))).findFirst()
                .orElseThrow();
        return new Task(rules.get(line.text("task")), split, line.text("terse"), line.texts("train"), line.texts("new"),
                line.texts("phrases"));
    }
}
