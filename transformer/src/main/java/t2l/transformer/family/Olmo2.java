package t2l.transformer.family;

import java.util.Map;
import java.util.Set;
import t2l.tensor.io.Gguf;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;
import t2l.transformer.NormTraits;
import t2l.transformer.NormTraits.OfHeads;
import t2l.transformer.NormTraits.Place;
import t2l.transformer.PositionTraits;

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
    public boolean windowed() {
        return true;
    }

    @Override
    public DecoderConfig config(Source c) {
        return config(c, 10000);
    }

    /// The configuration of an OLMo 2 or 3 but for windows.
    ///
    /// @param theta base of RoPE, if the file does not say
    static DecoderConfig config(Source c, double theta) {
        ConfigReader.requireSilu(c);
        DecoderConfig sizes = ConfigReader.decoder(c, false, theta);
        return sizes.with(sizes.traits().named("olmo2").with(NORMS).withBias(ConfigReader.attentionBias(c)));
    }

    /// With windows, the file is that of an [Olmo3].
    @Override
    public DecoderConfig config(Gguf file) {
        DecoderConfig sizes = ConfigReader.decoder(file, this);
        var keys = new ConfigReader.Keys(file, architecture());
        PositionTraits places = sizes.traits().positions().withWindows(keys.windows(sizes.layers(), Olmo2::sliding));
        return sizes.with(sizes.traits().with(NORMS).with(places.windows().isEmpty()
                ? places
                : places.withLocal(keys.number(ConfigReader.LOCAL, sizes.theta()))));
    }

    /// The layers of OLMo 3 that have a window.
    static boolean sliding(int layer) {
        return (layer + 1) % 4 != 0;
    }

    @Override
    public Map<String, Gguf.Value> said(DecoderConfig c) {
        PositionTraits places = c.traits().positions();
        return places.local().map(theta -> Map.of(ConfigReader.LOCAL, Gguf.Value.of(theta.floatValue()),
                ConfigReader.PATTERN, Gguf.Value.flags(places.windows().stream().map(window -> window > 0).toList())))
                .orElse(Map.of());
    }

    @Override
    public GgufNames names() {
        return NAMES;
    }
}
