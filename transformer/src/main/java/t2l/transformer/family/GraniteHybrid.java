package t2l.transformer.family;

import module java.base;
import t2l.tensor.Tensor;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;

/// Granite 4, dense, without Mamba: a [Granite] whose feed-forward has the names of shared experts and one projection for gate
/// and up, with or without RoPE. llama.cpp makes a [Granite] of it. Source: HF `configuration_granitemoehybrid`,
/// `modeling_granitemoehybrid`; llama.cpp, `GraniteHybridModel` of its converter.
public final class GraniteHybrid extends Granite {
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
