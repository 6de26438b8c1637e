package t2l.transformer.family;

import module java.base;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;
import t2l.transformer.RopeScaling;

/// Ministral 3: a Llama with YaRN whose queries grow with their position. Source: HF `configuration_ministral3`,
/// `modeling_ministral3`; llama.cpp, `Mistral3Model` of its converter.
public final class Ministral3 extends Llama {
    private static final String GROWTH = "llama_4_scaling_beta";

    private static final List<Setting> SETTINGS = List.of(new Setting(GROWTH, "attention.temperature_scale",
            c -> c.queryGrowth() == 0 ? null : c.queryGrowth()));

    @Override
    public Facts facts() {
        return new Facts("ministral3", "mistral3", GgufNames.LLAMA, SETTINGS, false);
    }

    @Override
    public DecoderConfig.Builder describe(Source c) {
        DecoderConfig.Builder sizes = describe(c, false, 1_000_000);
        sizes.queryGrowth = c.object("rope_parameters").orElse(c).number(GROWTH, 0);
        if (sizes.queryGrowth != 0 && !(sizes.scaling instanceof RopeScaling.Yarn)) {
            throw c.wrong("rope_parameters", "YaRN, with the length after which queries grow", sizes.scaling);
        }
        sizes.windows = ConfigReader.windows(c, _ -> c.find("sliding_window").isPresent());
        return sizes;
    }
}
