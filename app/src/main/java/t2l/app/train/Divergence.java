package t2l.app.train;

import module java.base;

/// Notices that a training diverges: each of the last [#LAST] losses is more than a tenth above each of the first
/// [#FIRST]. Noise alone hardly ever does that, and a run that learned and then breaks is noticed as well.
final class Divergence {
    static final int FIRST = 4;
    static final int LAST = 8;

    private final double[] last = new double[LAST];
    private double first = Double.NEGATIVE_INFINITY;
    private long count;
    private boolean said;

    /// Takes the loss of a step; returns what to say about it, once in a run.
    Optional<String> after(double loss) {
        if (count < FIRST) {
            first = Math.max(first, loss);
        }
        last[(int) (count % LAST)] = loss;
        count++;
        double least = Arrays.stream(last).min().orElseThrow();
        if (said || count < FIRST + LAST || least <= first + 0.1 * Math.abs(first)) {
            return Optional.empty();
        }
        said = true;
        return Optional.of(String.format(Locale.ROOT,
                "the loss rose from %.4f to %.4f; this training may diverge: try a lower learning rate, more warm-up or a "
                        + "smaller scale of the adapters (lr, warmup_frac, lora_alpha)",
                first, Arrays.stream(last).average().orElseThrow()));
    }
}
