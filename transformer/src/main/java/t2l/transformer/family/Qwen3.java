package t2l.transformer.family;

import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;
import t2l.transformer.DecoderConfig.QkNorm;

/// Qwen 3, dense: a Llama with norms over the heads of queries and keys; windows as in [Qwen2]. Source: HF
/// `configuration_qwen3`, `modeling_qwen3`.
public record Qwen3() implements Family {
    @Override
    public Facts facts() {
        return new Facts("qwen3");
    }

    @Override
    public DecoderConfig.Builder describe(Source c) {
        ConfigReader.requireSilu(c);
        DecoderConfig.Builder sizes = ConfigReader.decoder(c);
        sizes.biased = ConfigReader.attentionBias(c);
        sizes.qkNorm = QkNorm.EACH;
        sizes.windows = ConfigReader.windows(c, ConfigReader.upperLayers(c));
        return sizes;
    }
}
