package t2l.hypernet.eval;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The value of an answer is its last number: digits, optionally followed by a point and digits. Signs and commas are
/// not part of it, so 1,234 counts as 234, in answers and in the accepted ones: this is the reference's rule.
public record LastNumber() implements AnswerExtractor {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)?");

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
