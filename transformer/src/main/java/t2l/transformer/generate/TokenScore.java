package t2l.transformer.generate;

import module java.base;

/// How likely a chosen token was, and which ones were the most likely: logarithms of the softmax of the model's logits, before
/// any temperature, limit, penalty or bias.
///
/// @param chosen the token
/// @param likely the most likely tokens, the most likely one first
public record TokenScore(Scored chosen, List<Scored> likely) {
    private static final Comparator<Scored> BEST_FIRST = Comparator.comparingDouble(Scored::logProbability).reversed();

    public TokenScore {
        likely = List.copyOf(likely);
    }

    /// A token and the logarithm of its probability.
    public record Scored(int token, double logProbability) {}

    /// The score of `token` among the logits `z[V]`.
    ///
    /// @param most number of the most likely tokens to return
    static TokenScore of(float[] z, int token, int most) {
        double top = Double.NEGATIVE_INFINITY;
        for (float each : z) {
            top = Math.max(top, each);
        }
        double sum = 0;
        for (float each : z) {
            sum += Math.exp(each - top);
        }
        double all = top + Math.log(sum);
        List<Scored> likely = new ArrayList<>(most + 1);
        for (int i = 0; i < z.length && most > 0; i++) {
            if (likely.size() < most || z[i] - all > likely.getLast().logProbability()) {
                likely.add(new Scored(i, z[i] - all));
                likely.sort(BEST_FIRST); // behind those that are as likely
                if (likely.size() > most) {
                    likely.removeLast();
                }
            }
        }
        return new TokenScore(new Scored(token, z[token] - all), likely);
    }
}
