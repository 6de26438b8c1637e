package t2l.transformer.family;

import static java.util.Map.entry;

import module java.base;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;
import t2l.transformer.DecoderConfig.QkNorm;

/// Gemma 3, text only: a [Gemma2] without soft caps but with norms of queries and keys, with a window in five of six layers,
/// and another base of RoPE in these. Source: HF `configuration_gemma3`, `modeling_gemma3`; llama.cpp, `gemma3.cpp` and
/// `Gemma3Model` of its converter.
public final class Gemma3 extends Gemma2 {
    private static final int PERIOD = 6;
    private static final double GLOBAL = 1_000_000;
    private static final double LOCAL = 10_000;
    private static final Map<String, Object> SIZES = Map.ofEntries(entry("vocab_size", 262_208),
            entry("hidden_size", 2304), entry("intermediate_size", 9216), entry("num_hidden_layers", 26),
            entry("num_attention_heads", 8), entry("num_key_value_heads", 4), entry("head_dim", 256),
            entry("max_position_embeddings", 131_072), entry("rms_norm_eps", 1e-6),
            entry("query_pre_attn_scalar", 256), entry("sliding_window", 4096));

    @Override
    public Facts facts() {
        return new Facts("gemma3_text", "gemma3", NAMES, List.of(), true);
    }

    @Override
    public Map<String, Object> sizes() {
        return SIZES;
    }

    @Override
    public DecoderConfig.Builder describe(Source c) {
        double local = c.object("rope_parameters").flatMap(rope -> rope.object("sliding_attention"))
                .map(rope -> rope.number("rope_theta", LOCAL)).orElseGet(() -> c.number("rope_local_base_freq", LOCAL));
        int period = ConfigReader.positive(c, "sliding_window_pattern", PERIOD);
        DecoderConfig.Builder sizes = describe(c, GLOBAL, layer -> (layer + 1) % period != 0);
        sizes.qkNorm = QkNorm.EACH;
        sizes.localTheta = Optional.of(local);
        return sizes;
    }

    @Override
    int largest() {
        return 62;
    }

    /// Files of ollama call the bases of RoPE otherwise or leave them out, and the epsilon, too.
    @Override
    public Map<String, Object> implied(Source gguf) {
        Map<String, Object> all = new HashMap<>(super.implied(gguf));
        all.put("rope_theta", gguf.number("rope.global.freq_base", GLOBAL));
        all.put("rope_local_base_freq", gguf.number("rope.local.freq_base", LOCAL));
        all.put("rms_norm_eps", 1e-6);
        return all;
    }
}
