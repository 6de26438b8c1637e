package t2l.hypernet.eval;

import java.util.List;

/// A scoring rule for answers (t2l-spec §11.3, "Scoring").
public sealed interface Scorer permits ExactText, ContainsAnswer, AnswerExtractor, Rouge {
    /// The name of the metric in results.
    String metric();

    /// The score, from 0 (wrong) to 1 (correct).
    ///
    /// @param answer the model's answer
    /// @param right  the accepted answers, at least one
    double score(String answer, List<String> right);

    /// Whether no continuation of `answer` can change its score, so that generation can stop.
    default boolean decided(String answer) {
        return false;
    }
}
