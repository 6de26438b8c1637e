package t2l.transformer.family;

import module java.base;
import t2l.tensor.Tensor;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;

/// Mistral 7B and its relatives: a Llama with a sliding window of `sliding_window` tokens, or full attention if that is
/// `null`. Source: HF `configuration_mistral`.
public record Mistral() implements Family {
    /// llama.cpp treats it as a Llama without a window.
    @Override
    public Facts facts() {
        return new Facts("mistral", "llama", GgufNames.LLAMA, List.of(), false);
    }

    @Override
    public DecoderConfig.Builder describe(Source c) {
        ConfigReader.requireSilu(c);
        DecoderConfig.Builder sizes = ConfigReader.decoder(c);
        sizes.windows = ConfigReader.windows(c, _ -> c.find("sliding_window").isPresent());
        return sizes;
    }

    /// Mixtral: a [Mistral] with experts in every layer. Source: HF `configuration_mixtral`, `modeling_mixtral`; llama.cpp,
    /// `LlamaModel` of its converter.
    public record Mixtral() implements Family {
        private static final String OWN = "block_sparse_moe";
        private static final Map<String, String> EXPERT = Map.of("gate_proj", "w1", "up_proj", "w3", "down_proj", "w2");
        private static final GgufNames NAMES = GgufNames.LLAMA
                .with(Map.of("ffn_gate_inp", OWN + ".gate", "ffn_gate_exps",
                        OWN + ".experts.w1", "ffn_up_exps", OWN + ".experts.w3", "ffn_down_exps", OWN + ".experts.w2"));

        /// llama.cpp treats it as a Llama with experts.
        @Override
        public Facts facts() {
            return new Facts("mixtral", "llama", NAMES, List.of(), false);
        }

        @Override
        public DecoderConfig.Builder describe(Source c) {
            ConfigReader.requireSilu(c);
            DecoderConfig.Builder sizes = ConfigReader.decoder(c, false, 1_000_000);
            sizes.windows = ConfigReader.windows(c, _ -> c.find("sliding_window").isPresent());
            sizes.experts = ConfigReader.experts(c, sizes.hidden, true, Set.of());
            sizes.names = names(sizes.experts.orElseThrow().count());
            return sizes;
        }

        private static Map<String, String> names(int experts) {
            Map<String, String> names = new HashMap<>(Map.of("mlp.gate", OWN + ".gate"));
            for (int e = 0; e < experts; e++) {
                String expert = ".experts." + e + ".";
                EXPERT.forEach((name, own) -> names.put("mlp" + expert + name, OWN + expert + own));
            }
            return names;
        }

        /// Takes stacks of experts apart, and calls what transformers 5 has in memory as files do.
        @Override
        public Map<String, Tensor> weights(Map<String, Tensor> published, SegmentAllocator into) {
            Map<String, Tensor> named = new LinkedHashMap<>();
            published.forEach((name, t) -> named.put(name.replace(".mlp.", "." + OWN + "."), t));
            Map<String, Tensor> single = new LinkedHashMap<>();
            ExpertTensors.single(named).forEach((name, t) -> {
                String path = GgufNames.owner(name);
                String last = path.substring(path.lastIndexOf('.') + 1);
                single.put(path.substring(0, path.length() - last.length()) + EXPERT.getOrDefault(last, last)
                        + name.substring(path.length()), t);
            });
            return single;
        }
    }
}
