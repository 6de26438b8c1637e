package t2l.transformer.family;

import java.util.List;
import java.util.Map;
import t2l.tensor.kernel.Heads;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;
import t2l.transformer.ScaleTraits;

/// Granite 3, dense: a Llama that multiplies embeddings, scores, the outputs of attention and feed-forward, and logits by
/// constants of the configuration. Source: HF `configuration_granite`, `modeling_granite`; llama.cpp, `GraniteModel` of its
/// converter.
public record Granite() implements Family {
    private static final String SCORES = "attention_multiplier";
    private static final List<Setting> SETTINGS = List.of(
            new Setting("embedding_multiplier", "embedding_scale", c -> c.traits().scales().embedding()),
            new Setting("residual_multiplier", "residual_scale", c -> c.traits().scales().residual()),
            new Setting(SCORES, "attention.scale", c -> c.traits().scales().scores()),
            new Setting("logits_scaling", "logit_scale", c -> 1 / c.traits().scales().logits()));

    @Override
    public String modelType() {
        return "granite";
    }

    @Override
    public DecoderConfig config(Source c) {
        DecoderConfig sizes = new Llama().config(c);
        return sizes.with(sizes.traits().named(architecture())
                .with(scales(c.number("embedding_multiplier", 1), c.number("residual_multiplier", 1),
                        c.number(SCORES, 1), c.number("logits_scaling", 1))));
    }

    /// @param logits what the logits are divided by
    private static ScaleTraits scales(double embedding, double residual, double scores, double logits) {
        return new ScaleTraits(embedding, residual, scores, Heads.UNCAPPED, 1 / logits, Heads.UNCAPPED);
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    /// llama.cpp takes the usual scale where there is none.
    @Override
    public Map<String, Object> implied(Source gguf) {
        int heads = ConfigReader.positive(gguf, "num_attention_heads", 0);
        return Map.of(SCORES, 1 / Math.sqrt(gguf.count("head_dim", gguf.count("hidden_size") / heads)));
    }
}
