package t2l.transformer.family;

import java.util.Map;
import t2l.tensor.io.Gguf;
import t2l.tensor.kernel.Heads;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;
import t2l.transformer.ScaleTraits;

/// Granite 3, dense: a Llama that multiplies embeddings, scores, the outputs of attention and feed-forward, and logits by
/// constants of the configuration. Source: HF `configuration_granite`, `modeling_granite`; llama.cpp, `GraniteModel` of its
/// converter.
public record Granite() implements Family {
    private static final String EMBEDDING = "embedding_scale";
    private static final String RESIDUAL = "residual_scale";
    private static final String SCORES = "attention.scale";
    private static final String LOGITS = "logit_scale";

    @Override
    public String modelType() {
        return "granite";
    }

    @Override
    public DecoderConfig config(Source c) {
        DecoderConfig sizes = new Llama().config(c);
        return sizes.with(sizes.traits().named(architecture())
                .with(scales(c.number("embedding_multiplier", 1), c.number("residual_multiplier", 1),
                        c.number("attention_multiplier", 1), c.number("logits_scaling", 1))));
    }

    @Override
    public DecoderConfig config(Gguf file) {
        DecoderConfig sizes = ConfigReader.decoder(file, this);
        var keys = new ConfigReader.Keys(file, architecture());
        return sizes.with(sizes.traits().with(scales(keys.number(EMBEDDING, 1), keys.number(RESIDUAL, 1),
                keys.number(SCORES, sizes.traits().scales().scores()), keys.number(LOGITS))));
    }

    /// @param logits what the logits are divided by
    private static ScaleTraits scales(double embedding, double residual, double scores, double logits) {
        return new ScaleTraits(embedding, residual, scores, Heads.UNCAPPED, 1 / logits, Heads.UNCAPPED);
    }

    @Override
    public Map<String, Gguf.Value> said(DecoderConfig c) {
        ScaleTraits scales = c.traits().scales();
        return Map.of(EMBEDDING, Gguf.Value.of((float) scales.embedding()), RESIDUAL,
                Gguf.Value.of((float) scales.residual()), SCORES, Gguf.Value.of((float) scales.scores()), LOGITS,
                Gguf.Value.of((float) (1 / scales.logits())));
    }
}
