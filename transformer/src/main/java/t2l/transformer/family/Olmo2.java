package t2l.transformer.family;

import module java.base;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;
import t2l.transformer.DecoderConfig.*;

/// OLMo 2: a Llama whose norms are after attention and feed-forward instead of before them, with norms over all
/// queries and all keys of a token. Source: HF `configuration_olmo2`, `modeling_olmo2`.
public sealed class Olmo2 implements Family permits Olmo2.Olmo3 {
    static final GgufNames NAMES = GgufNames.LLAMA.with(
            Map.of("post_attention_norm", "post_attention_layernorm", "post_ffw_norm", "post_feedforward_layernorm"))
            .without(Set.of("attn_norm", "ffn_norm"));

    static final List<Setting> SETTINGS = List.of(new Setting(GgufSettings.PATTERN, GgufSettings.PATTERN,
            c -> c.windows().isEmpty() ? null : c.windows().stream().map(window -> window > 0).toList()));

    @Override
    public Facts facts() {
        return new Facts("olmo2", "olmo2", NAMES, SETTINGS, true);
    }

    /// With windows, which only a GGUF file has, it is an [Olmo3].
    @Override
    public DecoderConfig.Builder describe(Source c) {
        DecoderConfig.Builder sizes = describe(c, 10_000);
        if (c.count("sliding_window", 0) > 0) {
            sizes.windows = ConfigReader.windows(c, Olmo2::sliding);
        }
        if (!sizes.windows.isEmpty()) {
            sizes.localTheta = Optional.of(c.number("rope_local_base_freq", sizes.theta));
        }
        return sizes;
    }

    /// An OLMo 2 or 3 but for windows.
    ///
    /// @param theta base of RoPE, if the file does not say
    static DecoderConfig.Builder describe(Source c, double theta) {
        ConfigReader.requireSilu(c);
        DecoderConfig.Builder sizes = ConfigReader.decoder(c, false, theta);
        sizes.biased = ConfigReader.attentionBias(c);
        sizes.normPlace = NormPlace.AFTER;
        sizes.qkNorm = QkNorm.TOGETHER;
        return sizes;
    }

    /// The layers of OLMo 3 that have a window.
    static boolean sliding(int layer) {
        return (layer + 1) % 4 != 0;
    }

    /// OLMo 3: an [Olmo2] with a window in three of four layers, in which RoPE is not scaled. Source: HF `configuration_olmo3`,
    /// `modeling_olmo3`.
    public static final class Olmo3 extends Olmo2 {
        private static final double THETA = 500_000;

        /// llama.cpp treats it as an OLMo 2 with windows.
        @Override
        public Facts facts() {
            return new Facts("olmo3", "olmo2", NAMES, SETTINGS, true);
        }

        @Override
        public DecoderConfig.Builder describe(Source c) {
            DecoderConfig.Builder sizes = describe(c, THETA);
            double local = c.object("rope_parameters").flatMap(rope -> rope.object("sliding_attention"))
                    .map(rope -> rope.number("rope_theta", THETA)).orElse(sizes.theta);
            sizes.windows = ConfigReader.windows(c, Olmo2::sliding);
            sizes.localTheta = Optional.of(local);
            return sizes;
        }
    }
}
