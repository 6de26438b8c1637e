package t2l.tensor.kernel;

/// How an attention kernel reads its operands: `H` query heads share `G` key/value heads, each `D` wide, and a score is
/// `s = scale·q·k`, or `cap·tanh(s/cap)` if it is capped (Gemma 2).
///
/// @param query    `H`, a multiple of `G`
/// @param keyValue `G`
/// @param width    `D`
/// @param mask     which keys a query sees
/// @param cap      above 0, [#UNCAPPED] for scores as they are
public record Heads(int query, int keyValue, int width, double scale, Mask mask, double cap) {
    /// The limit in which `cap·tanh(s/cap)` is `s`.
    public static final double UNCAPPED = Double.POSITIVE_INFINITY;

    public Heads {
        if (keyValue < 1 || width < 1 || query < keyValue || query % keyValue != 0) {
            throw new IllegalArgumentException(
                    "heads: needs a number of query heads that is a multiple of the key/value heads, got "
                            + query + " and " + keyValue + " of width " + width);
        }
        requireCap("heads", cap);
    }

    /// Scores as they are; a query sees its own and earlier keys if `causal`, else all.
    public Heads(int query, int keyValue, int width, double scale, boolean causal) {
        this(query, keyValue, width, scale, causal ? Mask.CAUSAL : Mask.NONE, UNCAPPED);
    }

    /// These heads with another mask.
    public Heads seeing(Mask other) {
        return new Heads(query, keyValue, width, scale, other, cap);
    }

    /// Throws [IllegalArgumentException] unless `cap` is above 0; infinity is no cap.
    public static void requireCap(String where, double cap) {
        if (!(cap > 0)) {
            throw new IllegalArgumentException(where + ": needs a cap above 0, got " + cap);
        }
    }

    /// Whether scores pass through the soft cap.
    public boolean capped() {
        return cap != UNCAPPED;
    }

    /// Query heads per key/value head.
    public int group() {
        return query / keyValue;
    }
}
