package t2l.tensor;

/// How an attention kernel reads its operands: `H` query heads share `G` key/value heads, each `D` wide, scores are
/// multiplied by `scale`, and a query sees only its own and earlier keys if `causal`.
///
/// @param query `H`, a multiple of `G`
/// @param keyValue `G`
/// @param width `D`
public record Heads(int query, int keyValue, int width, double scale, boolean causal) {
    public Heads {
        if (keyValue < 1 || width < 1 || query < keyValue || query % keyValue != 0) {
            throw new IllegalArgumentException(
                    "heads: needs a number of query heads that is a multiple of the key/value heads, got "
                            + query + " and " + keyValue + " of width " + width);
        }
    }

    /// Query heads per key/value head.
    public int group() {
        return query / keyValue;
    }
}
