package t2l.tensor.kernel;

/// Which keys a query sees: those at most `before` places before its own and at most `after` places after it.
///
/// @param before places before the query's own, [#ANY] for no limit
/// @param after  places after the query's own, [#ANY] for no limit
public record Mask(int before, int after) {
    /// No limit.
    public static final int ANY = Integer.MAX_VALUE;

    /// Every query sees every key, as in an encoder.
    public static final Mask NONE = new Mask(ANY, ANY);

    /// A query sees its own key and all before it.
    public static final Mask CAUSAL = new Mask(ANY, 0);

    public Mask {
        if (before < 0 || after < 0) {
            throw new IllegalArgumentException(
                    "mask: needs distances of at least 0, got " + before + " before and " + after + " after");
        }
    }

    /// The sliding window of Mistral and Gemma 2: a query sees its own key and the `width − 1` before it.
    public static Mask window(int width) {
        if (width < 1) {
            throw new IllegalArgumentException("mask: needs a window of at least 1 key, got " + width);
        }
        return new Mask(width - 1, 0);
    }

    /// The local attention of ModernBERT: a query sees the keys up to `distance` places away, on both sides.
    public static Mask around(int distance) {
        return new Mask(distance, distance);
    }

    /// The first key that a query at this place sees, and at least `first`.
    public int first(int place, int first) {
        return (int) Math.max(first, (long) place - before);
    }

    /// The key after the last one that a query at this place sees, and at most `end`.
    public int end(int place, int end) {
        return (int) Math.min(end, place + 1L + after);
    }
}
