package t2l.transformer.family;

import java.util.List;
import java.util.Map;
import java.util.Set;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;
import t2l.transformer.NormTraits;
import t2l.transformer.NormTraits.OfHeads;
import t2l.transformer.NormTraits.Side;
import t2l.transformer.PositionTraits;

/// OLMo 2: a Llama whose norms are behind attention and feed-forward instead of in front of them, with norms over all
/// queries and all keys of a token. Source: HF `configuration_olmo2`, `modeling_olmo2`.
public record Olmo2() implements Family {
    private static final NormTraits NORMS = new NormTraits(Side.BEHIND, OfHeads.TOGETHER, 0, false);
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

    /// With windows, which only a GGUF file has, it is an [Olmo3].
    @Override
    public DecoderConfig config(Source c) {
        DecoderConfig sizes = config(c, 10000);
        if (c.count("sliding_window", 0) == 0) {
            return sizes;
        }
        PositionTraits places = sizes.traits().positions().withWindows(ConfigReader.windows(c, Olmo2::sliding));
        return sizes.with(sizes.traits().with(places.windows().isEmpty()
                ? places
                : places.withLocal(c.number("rope_local_base_freq", sizes.theta()))));
    }

    /// The configuration of an OLMo 2 or 3 but for windows.
    ///
    /// @param theta base of RoPE, if the file does not say
    static DecoderConfig config(Source c, double theta) {
        ConfigReader.requireSilu(c);
        DecoderConfig sizes = ConfigReader.decoder(c, false, theta);
        return sizes.with(sizes.traits().named("olmo2").with(NORMS).withBias(ConfigReader.attentionBias(c)));
    }

    /// The layers of OLMo 3 that have a window.
    static boolean sliding(int layer) {
        return (layer + 1) % 4 != 0;
    }

    @Override
    public GgufNames names() {
        return NAMES;
    }

    @Override
    public List<Setting> settings() {
        return List.of(new Setting(GgufSettings.PATTERN, GgufSettings.PATTERN,
                c -> c.traits().positions().windows().isEmpty()
                        ? null
                        : c.traits().positions().windows().stream().map(window -> window > 0).toList()));
    }
}
