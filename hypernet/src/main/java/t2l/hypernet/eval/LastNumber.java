package t2l.hypernet.eval;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// An answer is its last number: digits, and perhaps a point with digits behind it. A sign is not part of it, nor is a
/// comma, so 1,234 counts as 234 in answers and in what is right alike: the reference's rule.
public record LastNumber() implements Scorer {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)?");

    @Override
    public String metric() {
        return "number_accuracy";
    }

    @Override
    public double score(String answer, List<String> right) {
        Optional<BigDecimal> said = said(answer);
        return said.isPresent() && right.stream().map(LastNumber::said).anyMatch(said::equals) ? 1 : 0;
    }

    /// The last number of a text, if it has one: 1.50 is 1.5.
    static Optional<BigDecimal> said(String text) {
        return NUMBER.matcher(text).results().map(MatchResult::group).reduce((_, last) -> last).map(BigDecimal::new)
                .map(BigDecimal::stripTrailingZeros);
    }
}
