package t2l.hypernet.eval;

import java.util.List;

/// An answer is correct if it equals an accepted one, ignoring surrounding white space.
public record ExactText() implements Scorer {
    /// The name of the metric.
    static final String METRIC = "exact_match";

    /// The scorers of a task with short answers.
    static final List<Scorer> SCORERS = List.of(new ExactText(), new ContainsAnswer());

    @Override
    public String metric() {
        return METRIC;
    }

    @Override
    public double score(String answer, List<String> right) {
        return right.stream().anyMatch(accepted -> accepted.strip().equals(answer.strip())) ? 1 : 0;
    }
}
