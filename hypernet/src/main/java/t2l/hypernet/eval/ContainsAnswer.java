package t2l.hypernet.eval;

import java.util.List;
import java.util.regex.Pattern;

/// An answer counts if an accepted one stands in it as whole words, in upper or lower case. It is measured beside
/// [ExactText], because a model that says more than it was asked for may still know the answer.
public record ContainsAnswer() implements Scorer {
    /// The name of the metric.
    static final String METRIC = "contains";

    /// Not between two letters or digits.
    private static final String EDGE = "(?!(?<=[\\p{L}\\p{N}])(?=[\\p{L}\\p{N}]))";

    @Override
    public String metric() {
        return METRIC;
    }

    @Override
    public double score(String answer, List<String> right) {
        return right.stream().map(String::strip).anyMatch(accepted -> accepted.isEmpty()
                ? answer.isBlank()
                : words(accepted).matcher(answer).find()) ? 1 : 0;
    }

    private static Pattern words(String text) {
        return Pattern.compile(EDGE + Pattern.quote(text) + EDGE,
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }
}
