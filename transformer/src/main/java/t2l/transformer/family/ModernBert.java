package t2l.transformer.family;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.kernel.*;
import t2l.tensor.settings.Source;
import t2l.transformer.*;

/// ModernBERT (Warner et al. 2024): pre-norm, without a norm before the first attention; local attention with its own
/// RoPE base in two of three layers; a gated feed-forward layer whose matrix stores the gate first; biases only where
/// the file says so. Source: HF `modeling_modernbert`.
public record ModernBert() implements EncoderFamily {
    private static final String LOCAL = "sliding_attention";
    private static final String GLOBAL = "full_attention";

    @Override
    public List<String> modelTypes() {
        return List.of("modernbert");
    }

    @Override
    public String prefix() {
        return "model.";
    }

    @Override
    public Encoder encoder(Source c, Weights root) {
        EncoderConfig sizes = ConfigReader.encoder(c, 0, c.number("norm_eps", 1e-5));
        Rotary everywhere = rotary(c, sizes, GLOBAL, "global_rope_theta", 160000);
        Rotary nearby = rotary(c, sizes, LOCAL, "local_rope_theta", 10000);
        Weights at = root.at("embeddings");
        return new Encoder(sizes,
                at.at("tok_embeddings").weight("weight", new Init.Normal(0.02), sizes.vocabulary(), sizes.width()),
                Optional.empty(), Optional.empty(), norm(c, at.at("norm"), sizes),
                IntStream.range(0, sizes.layers())
                        .mapToObj(l -> block(c, root.at("layers").at(l), sizes, l, everywhere, nearby)).toList(),
                Optional.of(norm(c, root.at("final_norm"), sizes)));
    }

    private static Rotary rotary(Source c, EncoderConfig sizes, String kind, String old, double otherwise) {
        double theta = c.object("rope_parameters").flatMap(r -> r.object(kind)).map(r -> r.number("rope_theta"))
                .orElseGet(() -> c.number(old, otherwise));
        return new Rotary(sizes.headWidth(), theta, new RopeScaling.None());
    }

    private static EncoderBlock block(Source c, Weights at, EncoderConfig sizes, int layer, Rotary everywhere,
            Rotary nearby) {
        boolean local = local(c, layer);
        int width = sizes.width();
        Weights attention = at.at("attn");
        Weights mlp = at.at("mlp");
        Unary activation = ConfigReader.activation(c, "hidden_activation", "gelu");
        return new EncoderBlock.NormBefore(
                layer == 0 ? Optional.empty() : Optional.of(norm(c, at.at("attn_norm"), sizes)),
                new EncoderAttention(
                        new EncoderAttention.Inputs.Packed(dense(c, "attention_bias", attention.at("Wqkv"), width,
                                3 * width)),
                        dense(c, "attention_bias", attention.at("Wo"), width, width),
                        Bert.heads(sizes).seeing(
                                local ? Mask.around(ConfigReader.positive(c, "local_attention", 128) / 2) : Mask.NONE),
                        Optional.of(local ? nearby : everywhere)),
                norm(c, at.at("mlp_norm"), sizes),
                new FeedForward.Gated(dense(c, "mlp_bias", mlp.at("Wi"), width, 2 * sizes.hidden()),
                        dense(c, "mlp_bias", mlp.at("Wo"), sizes.hidden(), width), activation, true));
    }

    private static boolean local(Source c, int layer) {
        List<Object> types = c.list("layer_types");
        if (types.isEmpty()) {
            return layer % ConfigReader.positive(c, "global_attn_every_n_layers", 3) != 0;
        }
        if (types.size() != c.count("num_hidden_layers") || !Set.of(LOCAL, GLOBAL).contains(types.get(layer))) {
            throw c.wrong("layer_types", LOCAL + " or " + GLOBAL + " for each layer", types);
        }
        return types.get(layer).equals(LOCAL);
    }

    private static Dense dense(Source c, String bias, Weights at, int in, int out) {
        return Dense.of(at, in, out, Init.linear(in), c.flag(bias, false) ? Optional.of(Init.ZEROS) : Optional.empty());
    }

    /// A norm without a bias has a bias of zeros.
    private static Norm norm(Source c, Weights at, EncoderConfig sizes) {
        return c.flag("norm_bias", false)
                ? Norm.of(at, sizes.width(), sizes.eps())
                : new Norm(at.weight("weight", Init.ONES, sizes.width()),
                        new Weight.Frozen(Tensor.allocate(Arena.ofAuto(), DType.F32, sizes.width())), sizes.eps());
    }
}
