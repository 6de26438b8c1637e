package t2l.transformer.family;

import module java.base;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;
import t2l.transformer.DecoderConfig.NormPlace;
import t2l.transformer.DecoderConfig.QkNorm;

/// EXAONE 4: a Llama whose norms are after attention and feed-forward, with norms over the heads of queries and keys. Large
/// models have a window in three of four layers and no RoPE in the others. Source: HF `configuration_exaone4`,
/// `modeling_exaone4`; llama.cpp, `Exaone4Model` of its converter.
public final class Exaone4 extends Llama {
    @Override
    public Facts facts() {
        return new Facts("exaone4", "exaone4", Olmo2.NAMES, Olmo2.SETTINGS, true);
    }

    @Override
    public DecoderConfig.Builder describe(Source c) {
        DecoderConfig.Builder sizes = super.describe(c);
        sizes.normPlace = NormPlace.AFTER;
        sizes.qkNorm = QkNorm.EACH;
        if (c.count("sliding_window", 0) > 0) {
            sizes.windows = ConfigReader.windows(c,
                    layer -> (layer + 1) % ConfigReader.positive(c, "sliding_window_pattern", 4) != 0);
            sizes.noRope = IntStream.range(0, sizes.layers)
                    .filter(l -> sizes.windows.isEmpty() || sizes.windows.get(l) == 0).boxed()
                    .collect(Collectors.toSet());
        }
        return sizes;
    }
}
