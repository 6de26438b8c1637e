package t2l.transformer;

import java.util.Optional;
import t2l.autograd.Var;
import t2l.autograd.Weights;
import t2l.tensor.kernel.Heads;

/// Causal self-attention with RoPE and grouped heads (Ainslie et al. 2023): `[N,C] → [N,C]`.
///
/// @param queryNorm norm of each query head (Qwen3), over `D`
/// @param keyNorm   norm of each key head
/// @param layer     its layer in the cache
public record DecoderAttention(Linear q, Linear k, Linear v, Linear o, Optional<DecoderNorm> queryNorm,
        Optional<DecoderNorm> keyNorm,
        Heads heads, Rotary rotary, int layer) {
    /// The attention of layer `layer`, with the weights `q_proj`, `k_proj`, `v_proj`, `o_proj` and the norms of the
    /// family, below `at`.
    public static DecoderAttention of(Weights at, DecoderConfig c, Rotary rotary, int layer) {
        Traits traits = c.traits();
        int queries = c.heads() * c.headWidth();
        int keys = c.keyValueHeads() * c.headWidth();
        return new DecoderAttention(
                Linear.of(at, "q_proj", c.width(), queries, Linear.start(c.width()), c),
                Linear.of(at, "k_proj", c.width(), keys, Linear.start(c.width()), c),
                Linear.of(at, "v_proj", c.width(), keys, Linear.start(c.width()), c),
                Linear.of(at, "o_proj", queries, c.width(), Block.start(queries, c.layers()), c),
                headNorm(at, "q_norm", c), headNorm(at, "k_norm", c),
                new Heads(c.heads(), c.keyValueHeads(), c.headWidth(), traits.scale(), traits.mask(layer),
                        traits.scoreCap()),
                rotary, layer);
    }

    private static Optional<DecoderNorm> headNorm(Weights at, String name, DecoderConfig c) {
        return c.traits().headNorms() ? Optional.of(DecoderNorm.of(at.at(name), c.headWidth(), c)) : Optional.empty();
    }

    /// `x[N,C] → [N,C]`
    public Var forward(Var x, Context context) {
        int n = x.value().dim(0);
        int b = context.sequences();
        Rotary.Tables turn = rotary.tables(x.pass().precision(), context.past() + n / b);
        Var queries = byHead(queryNorm, q.forward(x, context.adapter()))
                .rope(context.positions(), turn.cos(), turn.sin());
        Var keys = byText(byHead(keyNorm, k.forward(x, context.adapter()))
                .rope(context.positions(), turn.cos(), turn.sin()), b);
        Var values = byText(v.forward(x, context.adapter()), b);
        Var seen = context.attention(heads, layer, byText(queries, b), keys, values);
        return o.forward(seen.reshape(n, heads.query() * heads.width()), context.adapter());
    }

    /// `[N,c] → [N,c]`, with a norm over every head of width `D`.
    private Var byHead(Optional<DecoderNorm> norm, Var x) {
        if (norm.isEmpty()) {
            return x;
        }
        int n = x.value().dim(0);
        int c = x.value().dim(1);
        return norm.get().forward(x.reshape(n * c / heads.width(), heads.width())).reshape(n, c);
    }

    /// `[N,c] → [B,T,c]`
    private static Var byText(Var x, int b) {
        return x.reshape(b, x.value().dim(0) / b, x.value().dim(1));
    }
}
