package t2l.hypernet.eval;

import java.util.List;

/// An answer is right if it is one of the accepted ones, character by character, but for blanks around it.
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
