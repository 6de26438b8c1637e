package t2l.transformer;

import module java.base;
import t2l.autograd.Var;
import t2l.autograd.Weights;
import t2l.tensor.kernel.Heads;

/// Causal self-attention with grouped heads (Ainslie et al. 2023) and, in most families, RoPE: `[N,C] → [N,C]`.
///
/// @param queryNorm norm of the queries (Qwen 3, OLMo 2), before they are rotated
/// @param keyNorm   norm of the keys
/// @param rotary    rotates queries and keys
/// @param layer     its layer in the cache
public record DecoderAttention(DecoderInputs inputs, Linear o, Optional<HeadNorm> queryNorm, Optional<HeadNorm> keyNorm,
        Heads heads, Optional<Rotary> rotary, int layer) implements Mixer {
    /// The attention of layer `layer`, with the weights `q_proj`, `k_proj`, `v_proj`, `o_proj` and the norms of the
    /// family, below `at`.
    public static DecoderAttention of(Weights at, DecoderConfig c, Optional<Rotary> rotary, int layer) {
        int queries = c.heads() * c.headWidth();
        return new DecoderAttention(DecoderInputs.of(at, c),
                Linear.of(at, "o_proj", queries, c.width(), Block.start(queries, c.layers()), c),
                HeadNorm.of(at, "q_norm", c.heads(), c), HeadNorm.of(at, "k_norm", c.keyValueHeads(), c),
                new Heads(c.heads(), c.keyValueHeads(), c.headWidth(), c.scoreScale(), c.mask(layer),
                        c.scoreCap()),
                rotary, layer);
    }

    @Override
    public Var forward(Var x, Context context) {
        int n = x.value().dim(0);
        int b = context.sequences();
        EncoderAttention.Three in = inputs.of(x, context.adapter());
        Var queries = rotated(normed(queryNorm, in.queries()), context);
        Var keys = rotated(normed(keyNorm, in.keys()), context);
        Var seen = context.attention(heads, layer, byText(queries, b), byText(keys, b), byText(in.values(), b));
        return o.forward(seen.reshape(n, heads.query() * heads.width()), context.adapter());
    }

    @Override
    public List<Linear> projections() {
        return Stream.concat(inputs.projections().stream(), Stream.of(o)).toList();
    }

    private static Var normed(Optional<HeadNorm> norm, Var x) {
        return norm.isPresent() ? norm.get().forward(x) : x;
    }

    private Var rotated(Var x, Context context) {
        if (rotary.isEmpty()) {
            return x;
        }
        int length = x.value().dim(0) / context.sequences();
        Rotary.Tables rotation = rotary.get().of(context.sequenceLength(length)).tables(x.pass().precision(),
                context.past() + length);
        return x.rope(context.positions(), rotation.cos(), rotation.sin(), heads.width());
    }

    /// `[N,c] → [B,T,c]`
    private static Var byText(Var x, int b) {
        return x.reshape(b, x.value().dim(0) / b, x.value().dim(1));
    }
}
