package t2l.transformer.family;

import module java.base;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;

/// OLMo 3: an [Olmo2] with a window in three of four layers, in which RoPE is not scaled. Source: HF `configuration_olmo3`,
/// `modeling_olmo3`.
public final class Olmo3 extends Olmo2 {
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
