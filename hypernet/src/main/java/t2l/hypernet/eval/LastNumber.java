package t2l.hypernet.eval;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The value of an answer is its last number: digits, and before the last of them at most one point, so that .5 is a half and
/// the last number of 1.2.3 is .3. Signs and commas are not part of it, so 1,234 counts as 234, in answers and in the
/// accepted ones: this is the reference's rule.
public record LastNumber() implements AnswerExtractor {
    private static final Pattern NUMBER = Pattern.compile("\\p{Nd}*\\.?\\p{Nd}+");

    @Override
    public String metric() {
        return "number_accuracy";
    }

    /// The last number of a text, if it has one: 1.50 is 1.5.
    @Override
    public Optional<BigDecimal> said(String text) {
        return NUMBER.matcher(text).results().map(MatchResult::group).reduce((_, last) -> last).map(BigDecimal::new)
                .map(BigDecimal::stripTrailingZeros);
    }
}
