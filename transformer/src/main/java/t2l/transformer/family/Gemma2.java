package t2l.transformer.family;

import static java.util.Map.entry;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.kernel.Heads;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;
import t2l.transformer.DecoderConfig.*;

/// Gemma 2: a Llama with four norms per layer, whose weights are offsets from 1, a sliding window in every other layer,
/// soft caps on scores and logits, GELU, scaled embeddings, and a score scale independent of the head width. Source: HF
/// `configuration_gemma2`, `modeling_gemma2`; llama.cpp, `Gemma2Model` of its converter.
public sealed class Gemma2 implements Family permits Gemma2.Gemma3 {
    /// The names in GGUF of a layer's norms that Llama does not have or has elsewhere.
    static final GgufNames NAMES = GgufNames.LLAMA
            .with(Map.of("post_attention_norm", "post_attention_layernorm", "ffn_norm", "pre_feedforward_layernorm",
                    "post_ffw_norm", "post_feedforward_layernorm"));

    @Override
    public Facts facts() {
        return new Facts("gemma2", "gemma2", NAMES, List.of(), true);
    }

    @Override
    public DecoderConfig.Builder describe(Source c) {
        return describe(c, 10_000, layer -> layer % 2 == 0);
    }

    /// What all Gemmas have.
    ///
    /// @param theta   base of RoPE, if the file does not say
    /// @param sliding layers with a window, if the file does not say
    static DecoderConfig.Builder describe(Source c, double theta, IntPredicate sliding) {
        if (c.flag("use_bidirectional_attention", false)) {
            throw c.wrong("use_bidirectional_attention", "false for a model that writes text", true);
        }
        DecoderConfig.Builder sizes = ConfigReader.decoder(c, true, theta);
        sizes.biased = ConfigReader.attentionBias(c);
        sizes.activation = ConfigReader.activation(c, "hidden_activation", "gelu_pytorch_tanh");
        sizes.normPlace = NormPlace.AROUND;
        sizes.normOffset = 1;
        sizes.windows = ConfigReader.windows(c, sliding);
        sizes.embeddingScale = Math.sqrt(sizes.width);
        sizes.scoreScale = 1 / Math.sqrt(c.number("query_pre_attn_scalar"));
        sizes.scoreCap = c.number("attn_logit_softcapping", Heads.UNCAPPED);
        sizes.logitCap = c.number("final_logit_softcapping", Heads.UNCAPPED);
        return sizes;
    }

    /// The number of layers of the 27B model, whose score scale is not in its GGUF files.
    int largest() {
        return 46;
    }

    /// The scale of scores that GGUF has no key for.
    @Override
    public Map<String, Object> implied(Source gguf) {
        int heads = ConfigReader.positive(gguf, "num_attention_heads", 0);
        double width = (double) gguf.count("hidden_size") / heads;
        return Map.of("query_pre_attn_scalar",
                gguf.count("num_hidden_layers") == largest() ? width : gguf.count("head_dim", (int) width));
    }

    /// llama.cpp adds 1 to the weights of the norms, so it is subtracted here; `1 + (w − 1)` is exactly `w` if `w` is
    /// between a half and two.
    @Override
    public Tensor converted(String name, Tensor t, DecoderConfig config, boolean reading, SegmentAllocator into) {
        return name.endsWith("norm.weight") ? shifted(t, reading, into) : t;
    }

    /// An offset from 1, of which GGUF has the sum.
    static Tensor shifted(Tensor t, boolean reading, SegmentAllocator into) {
        var kernels = new ReferenceKernels();
        Tensor w = Tensor.allocate(into, DType.F32, t.dims());
        kernels.run(new Fill(reading ? -1 : 1, w));
        kernels.run(new ScaleAdd(1, t, w));
        return w;
    }

    /// Gemma 3, text only: a [Gemma2] without soft caps but with norms of queries and keys, with a window in five of six layers,
    /// and another base of RoPE in these. Source: HF `configuration_gemma3`, `modeling_gemma3`; llama.cpp, `gemma3.cpp` and
    /// `Gemma3Model` of its converter.
    public static final class Gemma3 extends Gemma2 {
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
                    .map(rope -> rope.number("rope_theta", LOCAL))
                    .orElseGet(() -> c.number("rope_local_base_freq", LOCAL));
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
}
