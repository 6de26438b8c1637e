package t2l.transformer;

import module java.base;
import t2l.autograd.*;
import t2l.transformer.DecoderConfig.NormPlace;

/// One layer of a decoder: `h = x + attention(norm(x))`, then `h + mlp(norm(h))`; `[N,C] → [N,C]`. Gemma
/// also normalises the outputs of attention and feed-forward, OLMo 2 only these, and Granite multiplies them by a constant.
/// Names are those of HF `modeling_llama.LlamaDecoderLayer`, `modeling_gemma2.Gemma2DecoderLayer` and
/// `modeling_olmo2.Olmo2DecoderLayer`, in which `post_attention_layernorm` means different norms.
///
/// @param before  of the input of attention
/// @param mixer   attention, or what the layer has in its place
/// @param after   of the output of attention
/// @param between of the input of the feed-forward
/// @param last    of the output of the feed-forward
/// @param scale   of what is added
/// @param own     what the layer has of its own
/// @param width   `C`
public record Block(Optional<DecoderNorm> before, Mixer mixer, Optional<DecoderNorm> after,
        Optional<DecoderNorm> between, Mlp mlp, Optional<DecoderNorm> last, double scale, Optional<PerLayer> own,
        int width) {
    /// Layer `layer`, with the weights below `at`.
    public static Block of(Weights at, DecoderConfig c, Optional<Rotary> rotary, int layer) {
        boolean inputs = c.normPlace() != NormPlace.AFTER;
        boolean outputs = c.normPlace() != NormPlace.BEFORE;
        return new Block(
                norm(inputs, at, "input_layernorm", c),
                mixer(at, c, rotary, layer), norm(outputs, at, "post_attention_layernorm", c),
                norm(inputs, at, outputs ? "pre_feedforward_layernorm" : "post_attention_layernorm", c),
                Mlp.of(at.at("mlp"), c, layer), norm(outputs, at, "post_feedforward_layernorm", c),
                c.residualScale(), PerLayer.of(at, c, layer), c.width());
    }

    private static Mixer mixer(Weights at, DecoderConfig c, Optional<Rotary> rotary, int layer) {
        if (c.delta(layer).isPresent()) {
            return GatedDelta.of(at.at("linear_attn"), c.delta().get(), c, layer);
        }
        return c.convolves(layer)
                ? ShortConvolution.of(at.at("conv"), c.convolution().orElseThrow(), c, layer)
                : DecoderAttention.of(at.at("self_attn"), c, rotary, layer);
    }

    private static Optional<DecoderNorm> norm(boolean present, Weights at, String name, DecoderConfig c) {
        return present ? Optional.of(DecoderNorm.of(at.at(name), c.width(), c)) : Optional.empty();
    }

    /// The initialisation of a projection into the residual stream: `N(0, 0.6/√in · 1/√(2L))`, so that the sum of its
    /// `2L` terms does not grow with the depth (Radford et al. 2019).
    static Init start(int in, int layers) {
        return new Init.Normal(0.6 / Math.sqrt(in) / Math.sqrt(2.0 * layers));
    }

    /// `states[N,C] → [N,C]`, each with more columns in a decoder whose layers pass more to each other than states: those that
    /// came go on, and behind them are keys and values of this layer, if a later one reads them ([DecoderConfig#keptAt]).
    public Var forward(Var states, Context context) {
        Var x = states(states);
        Var mixed = mixer.forward(normed(before, x), states, context);
        Var h = x.add(scaled(normed(after, states(mixed))));
        Var y = h.add(scaled(normed(last, mlp.forward(normed(between, h), context.adapter()))));
        if (own.isEmpty()) {
            return y;
        }
        return own.get().forward(y, states, context.adapter())
                .concat(Stream.of(states, mixed).flatMap(v -> behind(v).stream()).toArray(Var[]::new));
    }

    /// The states alone.
    private Var states(Var all) {
        return behind(all).isEmpty() ? all : all.narrow(1, 0, width);
    }

    private Optional<Var> behind(Var all) {
        int more = all.value().dim(1) - width;
        return more == 0 ? Optional.empty() : Optional.of(all.narrow(1, width, more));
    }

    private static Var normed(Optional<DecoderNorm> by, Var x) {
        return by.isPresent() ? by.get().forward(x) : x;
    }

    private Var scaled(Var x) {
        return scale == 1 ? x : x.scale(scale);
    }
}
