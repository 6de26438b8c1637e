package t2l.transformer;

import t2l.autograd.Init;
import t2l.autograd.Var;
import t2l.autograd.Weights;

/// One layer of a decoder: `h = x + attention(norm(x))`, then `h + mlp(norm(h))`; `[N,C] → [N,C]`. Names as in HF
/// `modeling_llama.LlamaDecoderLayer`.
public record Block(RmsNorm before, Attention attention, RmsNorm between, Mlp mlp) {
    public static Block of(Weights at, DecoderConfig c, Rotary rotary, int layer) {
        return new Block(RmsNorm.of(at.at("input_layernorm"), c.width(), c.eps()),
                Attention.of(at.at("self_attn"), c, rotary, layer),
                RmsNorm.of(at.at("post_attention_layernorm"), c.width(), c.eps()), Mlp.of(at.at("mlp"), c));
    }

    /// What a projection starts from that adds to the sum of all `2L` parts: `N(0, 0.6/√in · 1/√(2L))`, so that the sum
    /// does not grow with the depth (Radford et al. 2019).
    static Init start(int in, int layers) {
        return new Init.Normal(0.6 / Math.sqrt(in) / Math.sqrt(2.0 * layers));
    }

    /// `x[N,C] → [N,C]`
    public Var forward(Var x, Context context) {
        Var h = x.add(attention.forward(before.forward(x), context));
        return h.add(mlp.forward(between.forward(h), context.adapter()));
    }
}
