package t2l.transformer.family;

import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.io.Gguf;
import t2l.tensor.settings.Source;
import t2l.transformer.*;
import t2l.transformer.DecoderConfig.*;

/// Llama 1 to 3, SmolLM2, TinyLlama and others that use their code. Source: HF `configuration_llama`.
public sealed class Llama implements Family permits Granite, GptOss, Llama.Ernie45, Llama.Exaone4,
        Llama.Hunyuan, Llama.Ministral3, Llama.SmolLm3 {
    /// The divisors of the rotations, if they are scaled.
    static final String ROTATIONS = "rope_freqs.weight";

    @Override
    public Facts facts() {
        return new Facts("llama");
    }

    @Override
    public DecoderConfig.Builder describe(Source c) {
        return describe(c, false, 10_000);
    }

    /// The same with other defaults, see [ConfigReader#decoder(Source, boolean, double)].
    DecoderConfig.Builder describe(Source c, boolean tied, double theta) {
        ConfigReader.requireSilu(c);
        Set<String> biased = new HashSet<>(ConfigReader.attentionBias(c));
        if (c.flag("mlp_bias", false)) {
            biased.addAll(List.of("gate_proj", "up_proj", "down_proj"));
        }
        DecoderConfig.Builder sizes = ConfigReader.decoder(c, tied, theta);
        sizes.biased = biased;
        if (c.count("num_experts", 0) > 0) { // GGUF files of a Mixtral are those of a Llama with experts
            sizes.experts = ConfigReader.experts(c, sizes.hidden, true, Set.of());
        }
        return sizes;
    }

    @Override
    public void complete(DecoderConfig.Builder sizes, Gguf file) {
        if (!file.tensors().containsKey(ROTATIONS)) {
            return;
        }
        List<Double> by = Arrays.stream(file.get(ROTATIONS).toDoubles()).boxed().toList();
        if (by.size() != sizes.rotated / 2) {
            throw new T2lException(file.path() + ": " + ROTATIONS + ": needs a number for each pair of a head of "
                    + sizes.rotated + ", got " + by.size());
        }
        sizes.scaling = new RopeScaling.Divided(by);
    }

    @Override
    public Set<String> rotations() {
        return Set.of(ROTATIONS, GgufSettings.SHORT, GgufSettings.LONG);
    }

    /// ERNIE 4.5, dense: a Llama that rotates neighbouring numbers of a head. Source: HF `configuration_ernie4_5`,
    /// `modeling_ernie4_5`; llama.cpp, `Ernie4_5Model` of its converter.
    public static final class Ernie45 extends Llama {
        private static final int HEAD_WIDTH = 128;

        @Override
        public Facts facts() {
            return new Facts("ernie4_5");
        }

        @Override
        public DecoderConfig.Builder describe(Source c) {
            if (c.find("head_dim").isEmpty()) {
                c.set("head_dim", HEAD_WIDTH);
            }
            for (String of : List.of("attention_bias", "mlp_bias")) {
                c.set(of, c.flag("use_bias", false));
            }
            DecoderConfig.Builder sizes = describe(c, true, 500_000);
            sizes.interleaved = true;
            return sizes;
        }
    }

    /// EXAONE 4: a Llama whose norms are after attention and feed-forward, with norms over the heads of queries and keys. Large
    /// models have a window in three of four layers and no RoPE in the others. Source: HF `configuration_exaone4`,
    /// `modeling_exaone4`; llama.cpp, `Exaone4Model` of its converter.
    public static final class Exaone4 extends Llama {
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

    /// Hunyuan, dense: a Llama with norms over the heads of queries and keys behind their rotation, whose base a constant `alpha`
    /// may stretch. Source: HF `configuration_hunyuan_v1_dense`, `modeling_hunyuan_v1_dense`; llama.cpp, `HunYuanModel` of its
    /// converter.
    public static final class Hunyuan extends Llama {
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
                        double theta = ConfigReader.theta(c, 10_000)
                                * Math.pow(rope.number("alpha"), width / (width - 2));
                        c.set("rope_parameters", Map.of("rope_type", "default", "rope_theta", theta));
                    });
            DecoderConfig.Builder sizes = super.describe(c);
            sizes.qkNorm = QkNorm.ROTATED;
            sizes.names = PATHS;
            return sizes;
        }
    }

    /// Ministral 3: a Llama with YaRN whose queries grow with their position. Source: HF `configuration_ministral3`,
    /// `modeling_ministral3`; llama.cpp, `Mistral3Model` of its converter.
    public static final class Ministral3 extends Llama {
        private static final String GROWTH = "llama_4_scaling_beta";

        private static final List<Setting> SETTINGS = List.of(new Setting(GROWTH, "attention.temperature_scale",
                c -> c.queryGrowth() == 0 ? null : c.queryGrowth()));

        @Override
        public Facts facts() {
            return new Facts("ministral3", "mistral3", GgufNames.LLAMA, SETTINGS, false);
        }

        @Override
        public DecoderConfig.Builder describe(Source c) {
            DecoderConfig.Builder sizes = describe(c, false, 1_000_000);
            sizes.queryGrowth = c.object("rope_parameters").orElse(c).number(GROWTH, 0);
            if (sizes.queryGrowth != 0 && !(sizes.scaling instanceof RopeScaling.Yarn)) {
                throw c.wrong("rope_parameters", "YaRN, with the length after which queries grow", sizes.scaling);
            }
            sizes.windows = ConfigReader.windows(c, _ -> c.find("sliding_window").isPresent());
            return sizes;
        }
    }

    /// SmolLM3: a Llama without RoPE in every fourth layer. Source: HF `configuration_smollm3`, `modeling_smollm3`; llama.cpp,
    /// `smollm3.cpp`.
    public static final class SmolLm3 extends Llama {
        private static final int PERIOD = 4;

        @Override
        public Facts facts() {
            return new Facts("smollm3");
        }

        @Override
        public DecoderConfig.Builder describe(Source c) {
            DecoderConfig.Builder sizes = describe(c, true, 2_000_000);
            List<Integer> rotates = c.counts("no_rope_layers");
            if (!rotates.isEmpty() && rotates.size() < sizes.layers) {
                throw c.wrong("no_rope_layers", "one for each of " + sizes.layers + " layers", rotates);
            }
            int period = ConfigReader.positive(c, "no_rope_layer_interval", PERIOD);
            sizes.noRope = IntStream.range(0, sizes.layers)
                    .filter(l -> rotates.isEmpty() ? (l + 1) % period == 0 : rotates.get(l) == 0)
                    .boxed().collect(Collectors.toSet());
            if (c.flag("use_sliding_window", false) && c.find("sliding_window").isPresent()) {
                sizes.windows = ConfigReader.windows(c, sizes.noRope::contains);
            }
            return sizes;
        }
    }
}
