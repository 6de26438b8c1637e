package t2l.hypernet.eval;

import java.util.Collection;

/// A mean with its standard error.
///
/// @param standardError of the mean; NaN for a single value
/// @param values        number of averaged values
public record Estimate(double mean, double standardError, int values) {
    /// The mean of at least one independent value.
    public static Estimate of(Collection<Double> values) {
        int n = values.size();
        double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
        double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        return new Estimate(mean, Math.sqrt(squares / (n - 1) / n), n);
    }
}
