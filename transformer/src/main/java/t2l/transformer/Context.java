package t2l.transformer;

import java.util.Optional;
import t2l.tensor.Tensor;

/// What a decoder is told besides the tokens.
///
/// @param adapter   updates of its projections
/// @param positions `i32[N]`, where each token stands in its text
/// @param span      `i32[B,2]`, per sequence the first place that is not padding and the first behind the last, counted
///                  from the beginning of the cache
/// @param cache     what was read before; with one, the pass must be one that trains nothing
public record Context(ActiveAdapter adapter, Tensor positions, Tensor span, Optional<KvCache> cache) {
    /// Nothing was read before.
    public Context(ActiveAdapter adapter, Tensor positions, Tensor span) {
        this(adapter, positions, span, Optional.empty());
    }

    /// `B`
    public int sequences() {
        return span.dim(0);
    }

    /// Places read before.
    int past() {
        return cache.map(KvCache::length).orElse(0);
    }
}
