package t2l.transformer.generate;

/// How long a step may prefill: without end if it does not decode, and for short prompts, else for a share of the time that
/// decoding takes as a rule. A step whose decoding was disturbed prefills less, so that it does not become longer still. What a
/// layer takes is known from the one before.
final class PrefillTime {
    /// Of a step: nearly every token then takes two steps at most, those that take longer than foreseen included.
    private static final double SHARE = 0.375;
    /// How fast the usual time follows shorter and longer ones: it stays near the shorter ones, which nothing disturbed.
    private static final double DOWN = 0.25;
    private static final double UP = 0.05;

    private boolean endless;
    private double end;
    private long begin;
    /// Nanoseconds that decoding takes as a rule; 0 before the first time.
    private double usual;
    /// Nanoseconds of a layer for each token; 0 before the first one.
    private double layer;

    /// Begins a step that does not decode, or what a step prefills however long it takes.
    void begin() {
        endless = true;
        begin = System.nanoTime();
    }

    /// Begins what is left of a step after `nanos` of decoding.
    void begin(long nanos) {
        begin();
        endless = false;
        usual = usual == 0 ? nanos : usual + (nanos < usual ? DOWN : UP) * (nanos - usual);
        end = begin + (1 + SHARE) * usual - nanos;
    }

    /// Whether `tokens` may go through another layer.
    boolean allows(int tokens) {
        return endless || System.nanoTime() + layer * tokens <= end;
    }

    /// The number of tokens that may go through one layer.
    double tokens() {
        return endless ? Integer.MAX_VALUE : layer == 0 ? 0 : (end - begin) / layer;
    }

    /// Learns that `tokens` took from `since` until now to go through a layer.
    void learn(int tokens, long since) {
        layer = (double) (System.nanoTime() - since) / tokens;
    }
}
