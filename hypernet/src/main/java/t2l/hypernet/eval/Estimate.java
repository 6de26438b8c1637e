package t2l.hypernet.eval;

import java.util.Collection;

/// A mean, and how far it may be off.
///
/// @param standardError of the mean; NaN for a single value
/// @param values        how many were averaged
public record Estimate(double mean, double standardError, int values) {
    /// Of independent values, one at least.
    public static Estimate of(Collection<Double> values) {
        int n = values.size();
        double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
        double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        return new Estimate(mean, Math.sqrt(squares / (n - 1) / n), n);
    }
}
