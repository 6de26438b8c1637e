package t2l.transformer;

import java.util.Optional;
import t2l.autograd.Init;
import t2l.autograd.Var;
import t2l.autograd.Weights;

/// One layer of a decoder: `h = x + attention(norm(x))`, then `h + mlp(norm(h))`; `[N,C] → [N,C]`. Gemma 2
/// also normalises the outputs of attention and feed-forward. Names are those of HF `modeling_llama.LlamaDecoderLayer` and
/// `modeling_gemma2.Gemma2DecoderLayer`, in which `post_attention_layernorm` means different norms.
///
/// @param behind of the output of attention
/// @param last   of the output of the feed-forward
public record Block(DecoderNorm before, DecoderAttention attention, Optional<DecoderNorm> behind, DecoderNorm between,
        Mlp mlp,
        Optional<DecoderNorm> last) {
    /// Layer `layer`, with the weights below `at`.
    public static Block of(Weights at, DecoderConfig c, Rotary rotary, int layer) {
        boolean more = c.traits().normsBehind();
        return new Block(
                norm(at, "input_layernorm", c),
                DecoderAttention.of(at.at("self_attn"), c, rotary, layer),
                more ? Optional.of(norm(at, "post_attention_layernorm", c)) : Optional.empty(),
                norm(at, more ? "pre_feedforward_layernorm" : "post_attention_layernorm", c),
                Mlp.of(at.at("mlp"), c),
                more ? Optional.of(norm(at, "post_feedforward_layernorm", c)) : Optional.empty());
    }

    private static DecoderNorm norm(Weights at, String name, DecoderConfig c) {
        return DecoderNorm.of(at.at(name), c.width(), c);
    }

    /// The initialisation of a projection into the residual stream: `N(0, 0.6/√in · 1/√(2L))`, so that the sum of its
    /// `2L` terms does not grow with the depth (Radford et al. 2019).
    static Init start(int in, int layers) {
        return new Init.Normal(0.6 / Math.sqrt(in) / Math.sqrt(2.0 * layers));
    }

    /// `x[N,C] → [N,C]`
    public Var forward(Var x, Context context) {
        Var h = x.add(normed(behind, attention.forward(before.forward(x), context)));
        return h.add(normed(last, mlp.forward(between.forward(h), context.adapter())));
    }

    private static Var normed(Optional<DecoderNorm> by, Var x) {
        return by.isPresent() ? by.get().forward(x) : x;
    }
}
