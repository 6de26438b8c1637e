package t2l.hypernet.eval;

import java.util.List;
import java.util.Optional;

/// Looks for one thing in an answer; the answer is right if an accepted one says the same.
sealed interface Finder extends Scorer permits Choice, TrueOrFalse, LastNumber {
    /// What an answer says, if anything. Equal if it is the same.
    Optional<?> said(String answer);

    @Override
    default double score(String answer, List<String> right) {
        Optional<?> said = said(answer);
        return said.isPresent() && right.stream().map(this::said).anyMatch(said::equals) ? 1 : 0;
    }
}
