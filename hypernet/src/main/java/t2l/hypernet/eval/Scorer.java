package t2l.hypernet.eval;

import java.util.List;

/// How an answer in words is judged (t2l-spec §11.3, "Scoring").
public sealed interface Scorer permits ExactText, Finder, Rouge {
    /// What the score is called in results.
    String metric();

    /// From 0, wrong, to 1, right.
    ///
    /// @param answer as the model wrote it
    /// @param right  the accepted answers, one at least
    double score(String answer, List<String> right);

    /// Whether nothing that may follow `answer` can change its score, so that it need not be written to its end.
    default boolean decided(String answer) {
        return false;
    }
}
