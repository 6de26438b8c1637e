package t2l.transformer.family;

import java.lang.foreign.SegmentAllocator;
import java.util.Map;
import java.util.Set;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.io.Gguf;
import t2l.tensor.io.JsonFile;
import t2l.tensor.kernel.Fill;
import t2l.tensor.kernel.Heads;
import t2l.tensor.kernel.ScaleAdd;
import t2l.tensor.kernel.Unary;
import t2l.transformer.DecoderConfig;
import t2l.transformer.Traits;

/// Gemma 2: a Llama with four norms per layer, whose weights are offsets from 1, a sliding window in every other layer,
/// soft caps on scores and logits, GELU, scaled embeddings, and a score scale independent of the head width. Source: HF
/// `configuration_gemma2`, `modeling_gemma2`; llama.cpp, `Gemma2Model` of its converter.
public record Gemma2() implements Family {
    /// The number of layers of the 27B model, whose score scale is not in its GGUF files.
    private static final int LARGEST = 46;

    /// The names in GGUF of a layer's norms that Llama does not have or has elsewhere.
    private static final Map<String, String> NORMS = Map.of("post_attention_norm", "post_attention_layernorm",
            "ffn_norm", "pre_feedforward_layernorm", "post_ffw_norm", "post_feedforward_layernorm");

    @Override
    public String modelType() {
        return "gemma2";
    }

    @Override
    public DecoderConfig config(JsonFile c) {
        if (c.flag("use_bidirectional_attention", false)) {
            throw c.wrong("use_bidirectional_attention", "false for a model that writes text", true);
        }
        DecoderConfig sizes = ConfigReader.decoder(c, true);
        Set<String> biased = c.flag("attention_bias", false)
                ? Set.of("q_proj", "k_proj", "v_proj", "o_proj")
                : Set.of();
        return sizes.with(new Traits(architecture(), biased, false,
                ConfigReader.windows(c, Gemma2::sliding), 1 / Math.sqrt(c.number("query_pre_attn_scalar")),
                c.number("attn_logit_softcapping", Heads.UNCAPPED), c.number("final_logit_softcapping", Heads.UNCAPPED),
                Math.sqrt(sizes.width()), 1, true,
                ConfigReader.activation(c, "hidden_activation", "gelu_pytorch_tanh")));
    }

    @Override
    public DecoderConfig config(Gguf file) {
        DecoderConfig sizes = ConfigReader.decoder(file, architecture());
        var keys = new ConfigReader.Keys(file, architecture());
        double scalar = sizes.layers() == LARGEST ? (double) sizes.width() / sizes.heads() : sizes.headWidth();
        return sizes.with(new Traits(architecture(), sizes.traits().biased(), false,
                keys.windows(sizes.layers(), Gemma2::sliding), 1 / Math.sqrt(scalar),
                keys.number("attn_logit_softcapping", Heads.UNCAPPED),
                keys.number("final_logit_softcapping", Heads.UNCAPPED), Math.sqrt(sizes.width()), 1, true,
                Unary.GELU_TANH));
    }

    private static boolean sliding(int layer) {
        return layer % 2 == 0;
    }

    /// llama.cpp adds 1 to the weights of the norms, so it is subtracted here; `1 + (w − 1)` is exactly `w` if `w` is
    /// between a half and two.
    @Override
    public Map<String, Tensor> weights(Gguf file, DecoderConfig config, SegmentAllocator into) {
        Map<String, Tensor> named = GgufNames.rename(file.tensors(), NORMS);
        named.replaceAll((name, t) -> raised(-1, name, t, into));
        return named;
    }

    @Override
    public Map<String, String> names() {
        return NORMS;
    }

    @Override
    public Tensor stored(String name, Tensor t, SegmentAllocator into) {
        return raised(1, name, t, into);
    }

    /// Adds `by` to the weights of norms; other tensors are returned unchanged.
    private static Tensor raised(int by, String name, Tensor t, SegmentAllocator into) {
        if (!name.endsWith("norm.weight")) {
            return t;
        }
        var kernels = new ReferenceKernels();
        Tensor w = Tensor.allocate(into, DType.F32, t.dims());
        kernels.run(new Fill(by, w));
        kernels.run(new ScaleAdd(1, t, w));
        return w;
    }
}
