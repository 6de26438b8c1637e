package t2l.hypernet.eval;

import java.util.List;
import java.util.Optional;

/// Extracts a value from an answer; the answer is correct if an accepted one has the same value.
sealed interface AnswerExtractor extends Scorer permits Choice, TrueOrFalse, LastNumber {
    /// The value of an answer, if it has one.
    Optional<?> said(String answer);

    @Override
    default double score(String answer, List<String> right) {
        Optional<?> said = said(answer);
        return said.isPresent() && right.stream().map(this::said).anyMatch(said::equals) ? 1 : 0;
    }
}
