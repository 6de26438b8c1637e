package t2l.app.suite;

import java.util.List;

/// A rule and its English descriptions.
///
/// @param split              its use
/// @param terse              the header used in pretraining (`last french`)
/// @param descriptions       32 sentences for training
/// @param heldOutDescriptions 4 other sentences made of the same phrases
/// @param unseenPhrases      4 sentences with a phrase that occurs in no training description
public record Task(Rule rule, Split split, String terse, List<String> descriptions,
        List<String> heldOutDescriptions, List<String> unseenPhrases) {

    /// The rule's name, `domain.operation.map`.
    public String name() {
        return rule.name();
    }
}
