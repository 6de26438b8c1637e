package t2l.transformer.family;

import static java.util.Map.entry;

import module java.base;
import t2l.tensor.Tensor;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;

/// GPT-2 (Radford et al. 2019): layer norms, a bias everywhere, embeddings of positions instead of RoPE, one projection for
/// queries, keys and values, a feed-forward without a gate, and weights of projections that are stored as `[in,out]`
/// (`Conv1D`). Source: HF `configuration_gpt2`, `modeling_gpt2`; llama.cpp, `GPT2Model` of its converter.
public record Gpt2() implements Family {
    private static final String PREFIX = "transformer.";
    private static final Map<String, String> PATHS = Map.ofEntries(
            entry("model.embed_tokens", "transformer.wte"), entry("model.embed_positions", "transformer.wpe"),
            entry("model.norm", "transformer.ln_f"), entry("model.layers", "transformer.h"),
            entry("input_layernorm", "ln_1"), entry("post_attention_layernorm", "ln_2"),
            entry("self_attn.qkv_proj", "attn.c_attn"), entry("self_attn.o_proj", "attn.c_proj"),
            entry("mlp.up_proj", "mlp.c_fc"), entry("mlp.down_proj", "mlp.c_proj"));
    private static final GgufNames NAMES = new GgufNames(
            Map.of("token_embd", "transformer.wte", "position_embd", "transformer.wpe", "output_norm",
                    "transformer.ln_f", "output", "lm_head"),
            Map.of("attn_norm", "ln_1", "ffn_norm", "ln_2", "attn_qkv", "attn.c_attn", "attn_output", "attn.c_proj",
                    "ffn_up", "mlp.c_fc", "ffn_down", "mlp.c_proj"),
            "transformer.h.");

    @Override
    public Facts facts() {
        return new Facts("gpt2", "gpt2", NAMES, List.of(), false);
    }

    @Override
    public DecoderConfig.Builder describe(Source c) {
        for (String unusual : new String[] {"scale_attn_by_inverse_layer_idx", "reorder_and_upcast_attn",
            "add_cross_attention"}) {
            if (c.flag(unusual, false)) {
                throw c.wrong(unusual, "false", true);
            }
        }
        if (!c.flag("scale_attn_weights", true)) {
            throw c.wrong("scale_attn_weights", "true", false);
        }
        int width = c.count("n_embd");
        int heads = ConfigReader.positive(c, "n_head", 0);
        var sizes = new DecoderConfig.Builder(c.count("vocab_size"), width, c.count("n_inner", 4 * width),
                c.count("n_layer"), heads, heads, width / heads);
        sizes.positions = c.count("n_positions", c.count("n_ctx", 1024));
        sizes.eps = c.number("layer_norm_epsilon", 1e-5);
        sizes.tied = c.flag("tie_word_embeddings", true);
        sizes.names = PATHS;
        sizes.biased = Set.of("qkv_proj", "o_proj", "up_proj", "down_proj");
        sizes.fused = Set.of("qkv_proj");
        sizes.gated = false;
        sizes.activation = ConfigReader.activation(c, "activation_function", "gelu_new");
        sizes.layerNorm = true;
        sizes.rotated = 0;
        sizes.learnedPositions = true;
        return sizes;
    }

    /// Turns the weights of projections, adds the prefix that the first published files lack, and leaves out the causal
    /// masks that they have.
    @Override
    public Map<String, Tensor> weights(Map<String, Tensor> tensors, SegmentAllocator into) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        tensors.forEach((name, t) -> {
            if (!name.endsWith(".attn.bias") && !name.endsWith(".attn.masked_bias")) {
                String full = name.startsWith(PREFIX) || name.equals("lm_head.weight") ? name : PREFIX + name;
                weights.put(full, published(full, t, into));
            }
        });
        return weights;
    }

    /// The transpose of the weight of a projection, for which published files have the inputs in rows.
    @Override
    public Tensor published(String name, Tensor t, SegmentAllocator into) {
        if (!name.matches(".*\\.c_(attn|proj|fc)\\.weight") || t.rank() != 2) {
            return t;
        }
        Tensor turned = Tensor.allocate(into, t.dtype(), t.dim(1), t.dim(0));
        new ReferenceKernels().run(new Copy(t.t(), turned));
        return turned;
    }
}
