package t2l.transformer.family;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.kernel.Unary;
import t2l.tensor.settings.Source;
import t2l.transformer.*;

/// GTE v1.5 (gte-large-en-v1.5, Text-to-LoRA's own encoder): a BERT with RoPE, one matrix for queries, keys and values,
/// and a gated feed-forward layer whose matrix stores up first, then gate. Source: HF `modeling_gte`; spec §7.
public record Gte() implements EncoderFamily {
    /// Its own code on the hub calls it `new`.
    @Override
    public List<String> modelTypes() {
        return List.of("new", "gte");
    }

    @Override
    public String prefix() {
        return "new.";
    }

    @Override
    public Encoder encoder(Source c, Weights root) {
        requireOnly(c, "position_embedding_type", "rope");
        requireOnly(c, "layer_norm_type", "layer_norm");
        for (String unknown : List.of("logn_attention_scale", "logn_attention_clip1")) {
            if (c.flag(unknown, false)) {
                throw c.wrong(unknown, "false", true);
            }
        }
        if (!c.flag("pack_qkv", true)) {
            throw c.wrong("pack_qkv", "true", false);
        }
        EncoderConfig sizes = ConfigReader.encoder(c, c.count("type_vocab_size", 0), c.number("layer_norm_eps", 1e-12));
        var rotary = new Rotary(sizes.headWidth(), ConfigReader.theta(c, 10000), scaling(c));
        Unary activation = ConfigReader.activation(c, "hidden_act", "gelu");
        Weights at = root.at("embeddings");
        Init start = new Init.Normal(0.02);
        return new Encoder(sizes, at.at("word_embeddings").weight("weight", start, sizes.vocabulary(), sizes.width()),
                Optional.empty(), sizes.types() == 0
                        ? Optional.empty()
                        : Optional.of(at.at("token_type_embeddings").weight("weight", start, sizes.types(),
                                sizes.width())),
                Norm.of(at.at("LayerNorm"), sizes.width(), sizes.eps()),
                IntStream.range(0, sizes.layers())
                        .mapToObj(l -> block(root.at("encoder").at("layer").at(l), sizes, activation, rotary)).toList(),
                Optional.empty());
    }

    private static void requireOnly(Source c, String field, String known) {
        if (!c.text(field, known).equals(known)) {
            throw c.wrong(field, known, c.text(field));
        }
    }

    private static RopeScaling scaling(Source c) {
        Optional<Source> rope = c.object("rope_parameters").or(() -> c.object("rope_scaling"));
        if (rope.isEmpty()) {
            return new RopeScaling.None();
        }
        Source r = rope.get();
        String type = r.text("rope_type", r.text("type", "default"));
        return switch (type) {
            case "default" -> new RopeScaling.None();
            case "ntk" -> new RopeScaling.Ntk(r.number("factor"));
            default -> throw r.wrong("rope_type", "default or ntk", type);
        };
    }

    private static EncoderBlock block(Weights at, EncoderConfig c, Unary activation, Rotary rotary) {
        Weights attention = at.at("attention");
        Weights mlp = at.at("mlp");
        return new EncoderBlock.NormBehind(
                new EncoderAttention(
                        new EncoderAttention.Inputs.Packed(Dense.of(attention.at("qkv_proj"), c.width(),
                                3 * c.width())),
                        Dense.of(attention.at("o_proj"), c.width(), c.width()), Bert.heads(c), Optional.of(rotary)),
                Norm.of(at.at("attn_ln"), c.width(), c.eps()),
                new FeedForward.Gated(
                        Dense.of(mlp.at("up_gate_proj"), c.width(), 2 * c.hidden(), Init.linear(c.width()),
                                Optional.empty()),
                        Dense.of(mlp.at("down_proj"), c.hidden(), c.width()), activation, false),
                Norm.of(at.at("mlp_ln"), c.width(), c.eps()));
    }
}
