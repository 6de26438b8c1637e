package t2l.transformer;

import java.util.Optional;
import t2l.tensor.Tensor;

/// The input of a decoder besides the tokens.
///
/// @param adapter   updates of the projections
/// @param positions `i32[N]`, the position of each token in its text
/// @param span      `i32[B,2]`, for each sequence, the start and the end (exclusive) of the text without padding,
///                  counted from the start of the cache
/// @param cache     keys and values of earlier tokens; requires a pass without training
public record Context(ActiveAdapter adapter, Tensor positions, Tensor span, Optional<KvCache> cache) {
    /// Without a cache.
    public Context(ActiveAdapter adapter, Tensor positions, Tensor span) {
        this(adapter, positions, span, Optional.empty());
    }

    /// `B`
    public int sequences() {
        return span.dim(0);
    }

    /// Number of cached positions.
    int past() {
        return cache.map(KvCache::length).orElse(0);
    }
}
