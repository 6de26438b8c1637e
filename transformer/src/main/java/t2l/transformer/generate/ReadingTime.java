package t2l.transformer.generate;

/// How long prompts may be read in a turn: without end if nobody writes, else for half the time that writing took. What a
/// layer takes is known from the one before.
final class ReadingTime {
    /// Half, so that two steps of writing are enough for a turn that takes longer than foreseen.
    private static final double SHARE = 0.5;

    private boolean endless;
    private double end;
    private long begin;
    /// Nanoseconds of a layer for each token; 0 before the first one.
    private double layer;

    /// Begins a turn in which nobody writes.
    void begin() {
        endless = true;
        begin = System.nanoTime();
    }

    /// Begins what is left of a turn after `nanos` of writing.
    void begin(long nanos) {
        begin();
        endless = false;
        end = begin + SHARE * nanos;
    }

    /// Whether `tokens` may be read through another layer.
    boolean allows(int tokens) {
        return endless || System.nanoTime() + layer * tokens <= end;
    }

    /// The number of tokens that may be read through one layer.
    double tokens() {
        return endless ? Integer.MAX_VALUE : layer == 0 ? 0 : (end - begin) / layer;
    }

    /// Learns that reading `tokens` through a layer took from `since` until now.
    void learn(int tokens, long since) {
        layer = (double) (System.nanoTime() - since) / tokens;
    }
}
