package t2l.transformer.family;

import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;
import t2l.transformer.NormTraits;
import t2l.transformer.NormTraits.OfHeads;
import t2l.transformer.NormTraits.Side;

/// Qwen 3, dense: a Llama with norms over the heads of queries and keys; windows as in [Qwen2]. Source: HF
/// `configuration_qwen3`, `modeling_qwen3`.
public record Qwen3() implements Family {
    static final NormTraits NORMS = new NormTraits(Side.BEFORE, OfHeads.EACH, 0, false);

    @Override
    public String modelType() {
        return "qwen3";
    }

    @Override
    public DecoderConfig config(Source c) {
        ConfigReader.requireSilu(c);
        DecoderConfig sizes = ConfigReader.decoder(c);
        return sizes.with(sizes.traits().named(architecture()).with(NORMS)
                .withBias(ConfigReader.attentionBias(c))
                .withWindows(ConfigReader.windows(c, ConfigReader.upperLayers(c))));
    }
}
