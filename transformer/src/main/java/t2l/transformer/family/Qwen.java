package t2l.transformer.family;

import module java.base;
import t2l.tensor.Tensor;
import t2l.tensor.settings.Source;
import t2l.transformer.*;
import t2l.transformer.DecoderConfig.QkNorm;

/// The Qwens 2 and 3: Llamas with another bias or other norms, dense or with experts.
public final class Qwen {
    private Qwen() {}

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

    /// Qwen 3 with experts: a [Qwen3] whose layers, all or some, have experts in place of one feed-forward. Source: HF
    /// `configuration_qwen3_moe`, `modeling_qwen3_moe`; llama.cpp, `qwen3moe.cpp`.
    public record Qwen3Moe() implements Family {
        private static final String WIDTH = "moe_intermediate_size";

        private static final List<Setting> SETTINGS = List.of(new Setting(WIDTH, "expert_feed_forward_length",
                c -> c.experts().map(Experts.Config::width).orElse(null)));

        @Override
        public Facts facts() {
            return new Facts("qwen3_moe", "qwen3moe", GgufNames.LLAMA, SETTINGS, false);
        }

        @Override
        public DecoderConfig.Builder describe(Source c) {
            ConfigReader.requireSilu(c);
            DecoderConfig.Builder sizes = ConfigReader.decoder(c);
            sizes.biased = ConfigReader.attentionBias(c);
            sizes.qkNorm = QkNorm.EACH;
            sizes.windows = ConfigReader.windows(c, _ -> c.flag("use_sliding_window", false));
            sizes.experts = ConfigReader.experts(c, c.count(WIDTH, 768), c.flag("norm_topk_prob", false),
                    dense(c, sizes.layers));
            return sizes;
        }

        /// The layers listed, and all but every so many.
        private static Set<Integer> dense(Source c, int layers) {
            int step = ConfigReader.positive(c, "decoder_sparse_step", 1);
            Set<Integer> dense = new HashSet<>(c.counts("mlp_only_layers"));
            for (int layer = 0; layer < layers; layer++) {
                if ((layer + 1) % step != 0) {
                    dense.add(layer);
                }
            }
            return dense;
        }

        @Override
        public Map<String, Tensor> weights(Map<String, Tensor> published, SegmentAllocator into) {
            return ExpertTensors.single(published);
        }

        @Override
        public Map<String, Object> implied(Source gguf) {
            return Map.of(WIDTH,
                    gguf.count("intermediate_size") / ConfigReader.positive(gguf, "num_experts_per_tok", 0));
        }
    }
}
