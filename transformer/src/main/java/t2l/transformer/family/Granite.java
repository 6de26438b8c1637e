package t2l.transformer.family;

import module java.base;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;

/// Granite 3, dense: a Llama that multiplies embeddings, scores, the outputs of attention and feed-forward, and logits by
/// constants of the configuration. Source: HF `configuration_granite`, `modeling_granite`; llama.cpp, `GraniteModel` of its
/// converter.
public sealed class Granite extends Llama permits GraniteHybrid {
    private static final String SCORES = "attention_multiplier";
    static final List<Setting> SETTINGS = List.of(
            new Setting("embedding_multiplier", "embedding_scale", DecoderConfig::embeddingScale),
            new Setting("residual_multiplier", "residual_scale", DecoderConfig::residualScale),
            new Setting(SCORES, "attention.scale", DecoderConfig::scoreScale),
            new Setting("rope.scaling.finetuned", "rope.scaling.finetuned", c -> c.rotated() > 0),
            new Setting("logits_scaling", "logit_scale", c -> 1 / c.logitScale()));

    @Override
    public Facts facts() {
        return new Facts("granite", "granite", GgufNames.LLAMA, SETTINGS, false);
    }

    @Override
    public DecoderConfig.Builder describe(Source c) {
        DecoderConfig.Builder sizes = super.describe(c);
        sizes.embeddingScale = c.number("embedding_multiplier", 1);
        sizes.residualScale = c.number("residual_multiplier", 1);
        sizes.scoreScale = c.number(SCORES, 1);
        if (!c.flag("rope.scaling.finetuned", true)) { // what GGUF calls a model without RoPE
            sizes.rotated = 0;
        }
        sizes.logitScale = 1 / c.number("logits_scaling", 1);
        return sizes;
    }

    /// llama.cpp takes the usual scale where there is none.
    @Override
    public Map<String, Object> implied(Source gguf) {
        int heads = ConfigReader.positive(gguf, "num_attention_heads", 0);
        return Map.of(SCORES, 1 / Math.sqrt(gguf.count("head_dim", gguf.count("hidden_size") / heads)));
    }
}
