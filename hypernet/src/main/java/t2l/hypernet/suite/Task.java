package t2l.hypernet.suite;

import java.util.List;

/// A rule, and what is said about it in English.
///
/// @param split              what the task is for
/// @param terse              the header by which the base model learns the rule's vocabulary (`last french`)
/// @param descriptions       32 sentences for training
/// @param heldOutDescriptions 4 other sentences of the same phrases
/// @param unseenPhrases      4 sentences with a phrase that no training description of any task uses
public record Task(Rule rule, Split split, String terse, List<String> descriptions,
        List<String> heldOutDescriptions, List<String> unseenPhrases) {

    /// The rule's name, `domain.operation.map`.
    public String name() {
        return rule.name();
    }
}
