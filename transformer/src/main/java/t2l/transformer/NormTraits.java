package t2l.transformer;

/// Where a family of decoders has norms, and of what kind.
///
/// @param place   of the norms of attention and feed-forward
/// @param ofHeads the norms of queries and keys
/// @param offset  of their weights (Gemma: 1)
/// @param centred whether they are layer norms with a bias (GPT-2) instead of root mean squares
public record NormTraits(Side place, OfHeads ofHeads, double offset, boolean centred) {
    /// On which side of attention and feed-forward a norm is.
    public enum Side {
        /// Of the input (Llama).
        BEFORE,
        /// Of the output, before it is added (OLMo 2).
        BEHIND,
        /// Of both (Gemma).
        AROUND
    }

    /// What a norm of queries or keys goes over.
    public enum OfHeads {
        /// There is none (Llama).
        NONE,
        /// Each head (Qwen 3).
        EACH,
        /// All heads together (OLMo 2).
        TOGETHER
    }

    /// Two root mean squares per layer, in front of its parts.
    static final NormTraits LLAMA = new NormTraits(Side.BEFORE, OfHeads.NONE, 0, false);

    /// The same with norms of queries and keys.
    public NormTraits with(OfHeads other) {
        return new NormTraits(place, other, offset, centred);
    }
}
