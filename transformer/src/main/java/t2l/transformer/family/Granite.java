package t2l.transformer.family;

import module java.base;
import t2l.tensor.Tensor;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;

/// Granite 3, dense: a Llama that multiplies embeddings, scores, the outputs of attention and feed-forward, and logits by
/// constants of the configuration. Source: HF `configuration_granite`, `modeling_granite`; llama.cpp, `GraniteModel` of its
/// converter.
public sealed class Granite extends Llama permits Granite.GraniteHybrid {
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

    /// Granite 4, dense, without Mamba: a [Granite] whose feed-forward has the names of shared experts and one projection for
    /// gate and up, with or without RoPE. llama.cpp makes a [Granite] of it. Source: HF `configuration_granitemoehybrid`,
    /// `modeling_granitemoehybrid`; llama.cpp, `GraniteHybridModel` of its converter.
    public static final class GraniteHybrid extends Granite {
        private static final String BOTH = ".shared_mlp.input_linear.weight";
        private static final String GATE = ".shared_mlp.gate";
        private static final String UP = ".shared_mlp.up";
        private static final GgufNames NAMES = GgufNames.LLAMA.with(Map.of("ffn_gate", GATE.substring(1), "ffn_up",
                UP.substring(1), "ffn_down", "shared_mlp.output_linear"));

        @Override
        public Facts facts() {
            return new Facts("granitemoehybrid", "granite", NAMES, SETTINGS, false);
        }

        @Override
        public DecoderConfig.Builder describe(Source c) {
            if (c.count("num_local_experts", 8) > 0) {
                throw c.wrong("num_local_experts", "0, a dense model", c.count("num_local_experts", 8));
            }
            for (String types : List.of(ConfigReader.TYPES, "layers_block_type")) {
                if (!Set.of("attention", ConfigReader.FULL).containsAll(c.list(types))) {
                    throw c.wrong(types, "attention in every layer, without Mamba", c.list(types));
                }
            }
            c.set("intermediate_size", c.count("shared_intermediate_size", 1024));
            DecoderConfig.Builder sizes = super.describe(c);
            sizes.names = Map.of("mlp.gate_up_proj", "shared_mlp.input_linear", "mlp.down_proj",
                    "shared_mlp.output_linear");
            sizes.fused = Set.of("gate_up_proj");
            if (!c.text("position_embedding_type", "none").equals("rope")) {
                sizes.rotated = 0;
            }
            return sizes;
        }

        /// The weights with gates and ups as views of their own, as GGUF has them.
        static Map<String, Tensor> apart(Map<String, Tensor> weights) {
            Map<String, Tensor> apart = new LinkedHashMap<>();
            weights.forEach((name, t) -> {
                if (name.endsWith(BOTH)) {
                    String layer = name.substring(0, name.length() - BOTH.length());
                    apart.put(layer + GATE + ".weight", t.narrow(0, 0, t.dim(0) / 2));
                    apart.put(layer + UP + ".weight", t.narrow(0, t.dim(0) / 2, t.dim(0) / 2));
                } else {
                    apart.put(name, t);
                }
            });
            return apart;
        }
    }
}
