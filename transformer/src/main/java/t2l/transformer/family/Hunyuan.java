package t2l.transformer.family;

import module java.base;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;
import t2l.transformer.DecoderConfig.QkNorm;

/// Hunyuan, dense: a Llama with norms over the heads of queries and keys behind their rotation, whose base a constant `alpha`
/// may stretch. Source: HF `configuration_hunyuan_v1_dense`, `modeling_hunyuan_v1_dense`; llama.cpp, `HunYuanModel` of its
/// converter.
public final class Hunyuan extends Llama {
    private static final Map<String, String> PATHS = Map.of("self_attn.q_norm", "self_attn.query_layernorm",
            "self_attn.k_norm", "self_attn.key_layernorm");

    @Override
    public Facts facts() {
        return new Facts("hunyuan_v1_dense", "hunyuan-dense", GgufNames.LLAMA.renamed(PATHS), List.of(), false);
    }

    @Override
    public DecoderConfig.Builder describe(Source c) {
        c.object("rope_parameters").or(() -> c.object("rope_scaling")).filter(rope -> rope.number("alpha", 0) > 0)
                .ifPresent(rope -> {
                    double width = c.count("head_dim");
                    double theta = ConfigReader.theta(c, 10_000) * Math.pow(rope.number("alpha"), width / (width - 2));
                    c.set("rope_parameters", Map.of("rope_type", "default", "rope_theta", theta));
                });
        DecoderConfig.Builder sizes = super.describe(c);
        sizes.qkNorm = QkNorm.ROTATED;
        sizes.names = PATHS;
        return sizes;
    }
}
