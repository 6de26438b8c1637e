package t2l.transformer.family;

import module java.base;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Elementwise.Fill;
import t2l.tensor.kernel.Elementwise.ScaleAdd;
import t2l.tensor.kernel.Heads;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;
import t2l.transformer.DecoderConfig.NormPlace;

/// Gemma 2: a Llama with four norms per layer, whose weights are offsets from 1, a sliding window in every other layer,
/// soft caps on scores and logits, GELU, scaled embeddings, and a score scale independent of the head width. Source: HF
/// `configuration_gemma2`, `modeling_gemma2`; llama.cpp, `Gemma2Model` of its converter.
public sealed class Gemma2 implements Family permits Gemma3 {
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
}
