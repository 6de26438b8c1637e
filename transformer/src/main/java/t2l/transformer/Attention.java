package t2l.transformer;

import t2l.autograd.Init;
import t2l.autograd.Var;
import t2l.autograd.Weights;
import t2l.tensor.Heads;

/// Causal self-attention with rotary positions and grouped heads (Ainslie et al. 2023): `[N,C] → [N,C]`.
///
/// @param layer which layer of a cache is its own
public record Attention(Linear q, Linear k, Linear v, Linear o, Heads heads, Rotary rotary, int layer) {
    public static Attention of(Weights at, DecoderConfig c, Rotary rotary, int layer) {
        int queries = c.heads() * c.headWidth();
        int keys = c.keyValueHeads() * c.headWidth();
        Init in = Linear.start(c.width());
        return new Attention(
                Linear.of(at.at("q_proj"), c.width(), queries, in, c.attentionBias()),
                Linear.of(at.at("k_proj"), c.width(), keys, in, c.attentionBias()),
                Linear.of(at.at("v_proj"), c.width(), keys, in, c.attentionBias()),
                Linear.of(at.at("o_proj"), queries, c.width(), Block.start(queries, c.layers()), c.attentionBias()),
                new Heads(c.heads(), c.keyValueHeads(), c.headWidth(), 1 / Math.sqrt(c.headWidth()), true), rotary,
                layer);
    }

    /// `x[N,C] → [N,C]`
    public Var forward(Var x, Context context) {
        int n = x.value().dim(0);
        int b = context.sequences();
        Rotary.Tables turn = rotary.tables(x.pass().precision(), context.past() + n / b);
        Var queries = project(q, x, context).rope(context.positions(), turn.cos(), turn.sin());
        Var keys = byText(project(k, x, context).rope(context.positions(), turn.cos(), turn.sin()), b);
        Var values = byText(project(v, x, context), b);
        if (context.cache().isPresent()) {
            KvCache cache = context.cache().get();
            keys = cache.keys(layer, keys);
            values = cache.values(layer, values);
        }
        Var seen = byText(queries, b).attention(heads, keys, values, context.span());
        return o.forward(seen.reshape(n, heads.query() * heads.width()), context.adapter());
    }

    private static Var project(Linear by, Var x, Context context) {
        return by.forward(x, context.adapter());
    }

    /// `[N,c] → [B,T,c]`
    private static Var byText(Var x, int b) {
        return x.reshape(b, x.value().dim(0) / b, x.value().dim(1));
    }
}
