package t2l.transformer.family;

import java.util.Set;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;

/// Qwen 2 and 2.5: a Llama with a bias in q, k and v and, if `use_sliding_window` is set, sliding windows from layer
/// `max_window_layers` on. Source: HF `configuration_qwen2`, `modeling_qwen2`.
public record Qwen2() implements Family {
    @Override
    public Facts facts() {
        return new Facts("qwen2");
    }

    @Override
    public DecoderConfig.Builder describe(Source c) {
        ConfigReader.requireSilu(c);
        DecoderConfig.Builder sizes = ConfigReader.decoder(c);
        sizes.biased = Set.of("q_proj", "k_proj", "v_proj");
        sizes.windows = ConfigReader.windows(c, ConfigReader.upperLayers(c));
        return sizes;
    }
}
