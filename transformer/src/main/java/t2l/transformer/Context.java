package t2l.transformer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import t2l.autograd.Var;
import t2l.tensor.Tensor;

/// The input of a decoder besides the tokens.
///
/// @param adapter   updates of the projections
/// @param positions `i32[N]`, the position of each token in its text
/// @param span      `i32[B,2]`, for each sequence, the start and the end (exclusive) of the text without padding,
///                  counted from the start of its cache
/// @param caches    for each sequence, keys and values of its earlier tokens, or none at all; requires a pass without
///                  training
public record Context(ActiveAdapter adapter, Tensor positions, Tensor span, List<KvCache> caches) {
    public Context {
        caches = List.copyOf(caches);
        if (!caches.isEmpty() && caches.size() != span.dim(0)) {
            throw new IllegalArgumentException("context: needs a cache for each of " + span.dim(0) + " sequences, got "
                    + caches.size());
        }
    }

    /// Without caches.
    public Context(ActiveAdapter adapter, Tensor positions, Tensor span) {
        this(adapter, positions, span, List.of());
    }

    /// `B`
    public int sequences() {
        return span.dim(0);
    }

    /// The largest number of cached positions of a sequence.
    int past() {
        int most = 0;
        for (KvCache cache : caches) {
            most = Math.max(most, cache.length());
        }
        return most;
    }

    /// Checks that the caches have room for `count` more positions of each sequence; throws [IllegalArgumentException] if
    /// not.
    void require(int count) {
        caches.forEach(cache -> cache.require(count));
    }

    /// All keys of a layer: the new `keys[B,T,G·D]`, or for each sequence `[1,length+T,G·D]` with its cached ones.
    List<Var> keys(int layer, Var keys) {
        return append(keys, (cache, own) -> cache.keys(layer, own));
    }

    /// As [#keys].
    List<Var> values(int layer, Var values) {
        return append(values, (cache, own) -> cache.values(layer, own));
    }

    private List<Var> append(Var more, BiFunction<KvCache, Var, Var> to) {
        if (caches.isEmpty()) {
            return List.of(more);
        }
        List<Var> all = new ArrayList<>(caches.size());
        for (int i = 0; i < caches.size(); i++) {
            all.add(to.apply(caches.get(i), more.narrow(0, i, 1)));
        }
        return all;
    }

    /// Adds `count` positions to the caches, which all layers have appended.
    void advance(int count) {
        caches.forEach(cache -> cache.advance(count));
    }
}
