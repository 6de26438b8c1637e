package t2l.hypernet.eval;

import java.util.List;

/// An answer is correct if it equals an accepted one, ignoring surrounding white space.
public record ExactText() implements Scorer {
    @Override
    public String metric() {
        return "exact_match";
    }

    @Override
    public double score(String answer, List<String> right) {
        return right.stream().anyMatch(accepted -> accepted.strip().equals(answer.strip())) ? 1 : 0;
    }
}
