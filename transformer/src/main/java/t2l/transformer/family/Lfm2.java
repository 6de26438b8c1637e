package t2l.transformer.family;

import static java.util.Map.entry;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.tensor.settings.Source;
import t2l.transformer.*;
import t2l.transformer.DecoderConfig.QkNorm;

/// LFM2 and LFM2.5, dense: a Llama in which most layers have a short convolution in place of attention, with norms over the
/// heads of queries and keys. Source: HF `configuration_lfm2`, `modeling_lfm2`; llama.cpp, `LFM2Model` of its converter.
public record Lfm2() implements Family {
    static final String TAPS = "conv_L_cache";
    private static final String HEADS = "num_key_value_heads";
    /// The end of the names of taps.
    private static final String CONVOLUTION = ".conv.conv.weight";
    private static final Map<String, String> PATHS = Map.ofEntries(entry("model.norm", "model.embedding_norm"),
            entry("input_layernorm", "operator_norm"), entry("post_attention_layernorm", "ffn_norm"),
            entry("self_attn.o_proj", "self_attn.out_proj"), entry("self_attn.q_norm", "self_attn.q_layernorm"),
            entry("self_attn.k_norm", "self_attn.k_layernorm"), entry("mlp.gate_proj", "feed_forward.w1"),
            entry("mlp.up_proj", "feed_forward.w3"), entry("mlp.down_proj", "feed_forward.w2"));
    private static final GgufNames NAMES = new GgufNames(
            Map.of("token_embd", "model.embed_tokens", "token_embd_norm", "model.embedding_norm", "output", "lm_head"),
            GgufNames.LLAMA.renamed(PATHS).with(Map.of("shortconv.in_proj", "conv.in_proj", "shortconv.conv",
                    "conv.conv", "shortconv.out_proj", "conv.out_proj")).layer(),
            GgufNames.LLAMA.layers());

    /// llama.cpp gives a layer without attention no heads.
    private static final List<Setting> SETTINGS = List.of(
            new Setting(TAPS, "shortconv.l_cache", c -> c.convolution().orElseThrow().taps()),
            new Setting("norm_eps", "attention.layer_norm_rms_epsilon", DecoderConfig::eps),
            new Setting(HEADS, "attention.head_count_kv",
                    c -> IntStream.range(0, c.layers()).mapToObj(l -> c.convolves(l) ? 0 : c.keyValueHeads())
                            .toList()));

    @Override
    public Facts facts() {
        return new Facts("lfm2", "lfm2", NAMES, SETTINGS, false);
    }

    @Override
    public DecoderConfig.Builder describe(Source c) {
        if (c.flag("conv_bias", false)) {
            throw c.wrong("conv_bias", "false", true);
        }
        c.set("intermediate_size", feedForward(c));
        c.set("rms_norm_eps", c.number("norm_eps", 1e-5));
        DecoderConfig.Builder sizes = ConfigReader.decoder(c, c.flag("tie_embedding", true), 1_000_000);
        List<Integer> attends = c.counts("full_attn_idxs");
        List<String> types = c.texts(ConfigReader.TYPES);
        if (!types.isEmpty() && types.size() != sizes.layers) {
            throw c.wrong(ConfigReader.TYPES, "one for each of " + sizes.layers + " layers", types);
        }
        sizes.convolution = Optional.of(new ShortConvolution.Config(
                IntStream.range(0, sizes.layers)
                        .filter(l -> types.isEmpty()
                                ? !attends.isEmpty() && !attends.contains(l)
                                : !types.get(l).equals(ConfigReader.FULL))
                        .boxed().collect(Collectors.toSet()),
                c.count(TAPS, 3)));
        sizes.qkNorm = QkNorm.EACH;
        sizes.names = PATHS;
        return sizes;
    }

    /// Old and new files say a width from which that of the feed-forward follows.
    private static int feedForward(Source c) {
        int width = c.count("block_ff_dim", c.count("intermediate_size", 12_288));
        if (!c.flag("block_auto_adjust_ff_dim", true)) {
            return width;
        }
        int multiple = ConfigReader.positive(c, "block_multiple_of", 256);
        int part = 2 * width / 3;
        int scaled = (int) (c.number("block_ffn_dim_multiplier", 1) * part);
        return Math.ceilDiv(scaled, multiple) * multiple;
    }

    @Override
    public Map<String, Object> implied(Source gguf) {
        List<Integer> heads = gguf.counts(HEADS);
        gguf.set(HEADS, heads.stream().max(Integer::compare).orElse(0));
        gguf.set(ConfigReader.TYPES,
                heads.stream().map(h -> h > 0 ? ConfigReader.FULL : ConfigReader.CONVOLUTION).toList());
        return Map.of("block_auto_adjust_ff_dim", false);
    }

    @Override
    public Map<String, Tensor> weights(Map<String, Tensor> tensors, SegmentAllocator into) {
        Map<String, Tensor> weights = new LinkedHashMap<>(tensors);
        weights.replaceAll((name, t) -> name.endsWith(CONVOLUTION) && t.rank() == 3
                ? turned(t.reshape(t.dim(0), t.dim(2)), into)
                : t);
        return weights;
    }

    @Override
    public Tensor published(String name, Tensor t, SegmentAllocator into) {
        return name.endsWith(CONVOLUTION) ? turned(t, into).reshape(t.dim(1), 1, t.dim(0)) : t;
    }

    @Override
    public Tensor converted(String name, Tensor t, DecoderConfig config, boolean reading, SegmentAllocator into) {
        return name.endsWith(CONVOLUTION) ? turned(t, into) : t;
    }

    /// The transpose, in F32: files have the taps of a channel in a row.
    static Tensor turned(Tensor t, SegmentAllocator into) {
        Tensor turned = Tensor.allocate(into, DType.F32, t.dim(1), t.dim(0));
        new ReferenceKernels().run(new Copy(t.t(), turned));
        return turned;
    }
}
