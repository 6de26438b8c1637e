package t2l.transformer;

import module java.base;
import t2l.autograd.Var;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Heads;

/// The input of a decoder besides the tokens.
///
/// @param adapter   updates of the projections
/// @param positions `i32[N]`, the position of each token in its sequence
/// @param span      `i32[B,2]`, for each sequence, the start and the end (exclusive) of its tokens without padding,
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

    /// The length of the longest sequence with `count` more positions; a prompt that is prefilled in chunks counts whole
    /// ([KvCache#begin]). Without caches, the sequences end here.
    int sequenceLength(int count) {
        return caches.stream().mapToInt(cache -> cache.sequenceLength(count)).max().orElse(count);
    }

    /// Makes the caches ready for `count` more positions of each sequence. Throws [IllegalArgumentException] if one has
    /// too few reserved, if only some sequences are longer than `border`, or if one has grown beyond it.
    void require(int count, int border) {
        for (KvCache cache : caches) {
            cache.require(count, border);
            if (cache.sequenceLength(count) > border != sequenceLength(count) > border) {
                throw new IllegalArgumentException("context: needs sequences that are all longer than " + border
                        + " tokens or none, got one of " + cache.sequenceLength(count) + " and one of "
                        + sequenceLength(count));
            }
        }
    }

    /// Attention of the queries `q[B,T,H·D]` to the new keys and values `[B,T,G·D]` of a layer and those in the caches, to
    /// which the new ones are appended: `[B,T,H·D]`; see [Var#attention(Heads, Var, Var, Tensor, Optional)].
    Var attention(Heads heads, int layer, Var q, Var k, Var v, Optional<Var> sinks) {
        if (caches.isEmpty()) {
            return q.attention(heads, k, v, span, sinks);
        }
        Kernels kernels = q.pass().kernels();
        List<List<Tensor>> keys = new ArrayList<>(caches.size());
        List<List<Tensor>> values = new ArrayList<>(caches.size());
        for (int i = 0; i < caches.size(); i++) {
            keys.add(caches.get(i).keys(layer, sequence(k, i), kernels));
            values.add(caches.get(i).values(layer, sequence(v, i), kernels));
        }
        return q.attentionToPages(heads, keys, values, span, sinks);
    }

    /// Whether there are caches.
    boolean cached() {
        return !caches.isEmpty();
    }

    /// The same to the keys and values that another layer has appended in this pass.
    Var attentionToSource(Heads heads, int source, Var q, Optional<Var> sinks) {
        int count = q.value().dim(1);
        return q.attentionToPages(heads, caches.stream().map(cache -> cache.keys(source, count)).toList(),
                caches.stream().map(cache -> cache.values(source, count)).toList(), span, sinks);
    }

    /// The causal convolution of the rows `x[B,T,C]` of a layer with `w[W,C]`, behind the last rows in the caches, which then
    /// hold those of `x`: `[B,T,C]`.
    Var convolution(int layer, Var x, Var w) {
        int t = x.value().dim(1);
        if (caches.isEmpty()) {
            return x.causalConv(w, span, 0, t);
        }
        Var[] texts = new Var[caches.size()];
        for (int i = 0; i < texts.length; i++) {
            Tensor rows = caches.get(i).behind(layer, sequence(x, i), x.pass().kernels());
            int from = caches.get(i).length() + t - rows.dim(1);
            texts[i] = x.pass().constant(rows).causalConv(w, span.narrow(0, i, 1), from, t).reshape(1,
                    t * x.value().dim(2));
        }
        return texts[0].concat(Arrays.copyOfRange(texts, 1, texts.length)).reshape(x.value().dims());
    }

    /// The gated delta rule of a layer from the states in the caches, which then are those behind the new tokens; see
    /// [Var#deltaRule(int, double, Var, Var, Var, Var, Tensor)].
    Var deltaRule(int layer, int width, Var q, Var k, Var v, Var decay, Var beta) {
        double scale = 1 / Math.sqrt(width);
        if (caches.isEmpty()) {
            return q.deltaRule(width, scale, k, v, decay, beta, span);
        }
        return q.deltaRule(width, scale, k, v, decay, beta, span, caches.stream().mapToInt(KvCache::length).toArray(),
                caches.stream().map(cache -> cache.state(layer, q.pass().kernels())).toList());
    }

    private static Tensor sequence(Var of, int i) {
        return of.value().dim(0) == 1 ? of.value() : of.value().narrow(0, i, 1);
    }

    /// Adds `count` positions to the caches, which all layers have appended.
    void advance(int count) {
        caches.forEach(cache -> cache.advance(count));
    }
}
