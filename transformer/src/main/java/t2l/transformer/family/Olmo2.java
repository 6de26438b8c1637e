package t2l.transformer.family;

import java.util.Map;
import java.util.Set;
import t2l.tensor.io.Gguf;
import t2l.tensor.io.JsonFile;
import t2l.transformer.DecoderConfig;
import t2l.transformer.NormTraits;
import t2l.transformer.NormTraits.OfHeads;
import t2l.transformer.NormTraits.Place;

/// OLMo 2: a Llama whose norms are behind attention and feed-forward instead of in front of them, with norms over all
/// queries and all keys of a token. Source: HF `configuration_olmo2`, `modeling_olmo2`.
public record Olmo2() implements Family {
    private static final NormTraits NORMS = new NormTraits(Place.BEHIND, OfHeads.TOGETHER, 0, false);
    private static final GgufNames NAMES = GgufNames.LLAMA.with(
            Map.of("post_attention_norm", "post_attention_layernorm", "post_ffw_norm", "post_feedforward_layernorm"))
            .without(Set.of("attn_norm", "ffn_norm"));

    @Override
    public String modelType() {
        return "olmo2";
    }

    @Override
    public DecoderConfig config(JsonFile c) {
        ConfigReader.requireSilu(c);
        DecoderConfig sizes = ConfigReader.decoder(c);
        return sizes.with(sizes.traits().named(architecture()).with(NORMS).withBias(ConfigReader.attentionBias(c)));
    }

    @Override
    public DecoderConfig config(Gguf file) {
        DecoderConfig sizes = ConfigReader.decoder(file, this);
        return sizes.with(sizes.traits().with(NORMS));
    }

    @Override
    public GgufNames names() {
        return NAMES;
    }
}
