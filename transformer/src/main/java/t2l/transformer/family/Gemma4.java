package t2l.transformer.family;

import module java.base;
import t2l.tensor.Tensor;
import t2l.tensor.io.Gguf;
import t2l.tensor.kernel.Heads;
import t2l.tensor.settings.Source;
import t2l.transformer.*;
import t2l.transformer.DecoderConfig.*;

/// Gemma 4, dense, text only: a [Gemma2.Gemma3] whose norms have plain weights, with a norm of values, other heads in layers
/// without a window, an input for each layer, and layers that share keys and values. Source: HF `configuration_gemma4`,
/// `modeling_gemma4`; llama.cpp, `Gemma4Model` of its converter.
public record Gemma4() implements Family {
    private static final String HEADS = "num_key_value_heads";
    private static final String GLOBAL_HEADS = "num_global_key_value_heads";
    private static final String GLOBAL_WIDTH = "global_head_dim";
    private static final String HIDDEN = "intermediate_size";
    private static final String WIDE = "use_double_wide_mlp";
    private static final String INPUTS = "hidden_size_per_layer_input";
    private static final String SHARED = "num_kv_shared_layers";
    private static final String SAME = "attention_k_eq_v";
    private static final String SCALE = ".layer_scalar";
    private static final String ROTATED = "rope.dimension_count";
    /// What GGUF divides a rotation by that does not turn.
    static final double STILL = 1e30;
    private static final GgufNames NAMES = new GgufNames(
            joined(GgufNames.LLAMA.top(), Map.of("per_layer_token_embd", "model.embed_tokens_per_layer",
                    "per_layer_model_proj", "model.per_layer_model_projection", "per_layer_proj_norm",
                    "model.per_layer_projection_norm")),
            joined(Gemma2.NAMES.layer(), Map.of("inp_gate", "per_layer_input_gate", "proj", "per_layer_projection",
                    "post_norm", "post_per_layer_input_norm", "layer_output_scale", "layer_scalar")),
            GgufNames.LLAMA.layers());

    private static Map<String, String> joined(Map<String, String> some, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    private static final List<Setting> SETTINGS = List.of(
            new Setting(GgufSettings.PATTERN, GgufSettings.PATTERN, c -> each(c, l -> c.windows().get(l) > 0)),
            new Setting("head_dim", "attention.key_length_swa", DecoderConfig::headWidth),
            new Setting("v_head_dim", "attention.value_length_swa", DecoderConfig::headWidth),
            new Setting(GLOBAL_WIDTH, "attention.key_length", c -> own(c).headWidth()),
            new Setting("global_v_head_dim", "attention.value_length", c -> own(c).headWidth()),
            new Setting(ROTATED, "rope.dimension_count_swa", DecoderConfig::rotated),
            new Setting("global_rotated", ROTATED, c -> own(c).headWidth()),
            new Setting(HEADS, "attention.head_count_kv", c -> own(c).keyValueHeads() == c.keyValueHeads()
                    ? c.keyValueHeads()
                    : each(c, l -> c.windows().get(l) > 0 ? c.keyValueHeads() : own(c).keyValueHeads())),
            new Setting(HIDDEN, "feed_forward_length", c -> own(c).wide()
                    ? each(c, l -> l < c.layers() - own(c).shared() ? c.hidden() : 2 * c.hidden())
                    : c.hidden()),
            new Setting(SHARED, "attention.shared_kv_layers", c -> own(c).shared()),
            new Setting(INPUTS, "embedding_length_per_layer_input", c -> own(c).inputs()));

    @Override
    public Facts facts() {
        return new Facts("gemma4_text", "gemma4", NAMES, SETTINGS, true);
    }

    @Override
    public DecoderConfig.Builder describe(Source c) {
        if (c.flag("enable_moe_block", false)) {
            throw c.wrong("enable_moe_block", "false, a dense model", true);
        }
        if (!c.text("use_bidirectional_attention", "vision").equals("vision")) {
            throw c.wrong("use_bidirectional_attention", "vision, or none, for a model that writes text",
                    c.text("use_bidirectional_attention"));
        }
        DecoderConfig.Builder sizes = ConfigReader.decoder(c, true, 1_000_000);
        sizes.biased = ConfigReader.attentionBias(c);
        sizes.activation = ConfigReader.activation(c, "hidden_activation", "gelu_pytorch_tanh");
        sizes.normPlace = NormPlace.AROUND;
        sizes.qkNorm = QkNorm.EACH;
        sizes.windows = ConfigReader.windows(c, layer -> (layer + 1) % 6 != 0);
        sizes.embeddingScale = Math.sqrt(sizes.width);
        sizes.scoreScale = 1;
        sizes.logitCap = c.number("final_logit_softcapping", Heads.UNCAPPED);
        sizes.rotated = sizes.headWidth;
        sizes.localTheta = Optional.of(c.object("rope_parameters").flatMap(rope -> rope.object("sliding_attention"))
                .map(rope -> rope.number("rope_theta", 10_000))
                .orElseGet(() -> c.number("rope_local_base_freq", 10_000)));
        // transformers 5 says what is otherwise in a layer for each of these layers
        Optional<Source> global = c.object("per_layer_config")
                .flatMap(all -> all.values().keySet().stream().findFirst().flatMap(all::object));
        boolean same = c.flag(SAME, false);
        sizes.perLayer = Optional.of(new PerLayer.Config(
                global.map(g -> g.count("head_dim", sizes.headWidth)).orElseGet(() -> c.count(GLOBAL_WIDTH, 512)),
                global.map(g -> g.count(HEADS, sizes.keyValueHeads))
                        .orElseGet(() -> same ? c.count(GLOBAL_HEADS, sizes.keyValueHeads) : sizes.keyValueHeads),
                same, c.count(SHARED, 0), c.flag(WIDE, false), c.count(INPUTS, 256),
                c.count("vocab_size_per_layer_input", sizes.vocabulary)));
        return sizes;
    }

    private static PerLayer.Config own(DecoderConfig c) {
        return c.perLayer().orElseThrow();
    }

    private static List<Object> each(DecoderConfig c, IntFunction<Object> of) {
        return IntStream.range(0, c.layers()).mapToObj(of).toList();
    }

    /// GGUF has a list where layers differ.
    @Override
    public Map<String, Object> implied(Source gguf) {
        List<Integer> hidden = gguf.counts(HIDDEN);
        List<Integer> heads = gguf.counts(HEADS);
        List<Object> types = gguf.list(ConfigReader.TYPES);
        gguf.set(HIDDEN, hidden.getFirst());
        gguf.set(WIDE, hidden.size() > 1 && hidden.getLast() > hidden.getFirst());
        gguf.set(SAME, heads.size() > 1); // as far as it says something of heads; tensors say the rest
        for (int l = 0; l < Math.min(heads.size(), types.size()); l++) {
            gguf.set(types.get(l).equals(ConfigReader.SLIDING) ? HEADS : GLOBAL_HEADS, heads.get(l));
        }
        return Map.of(INPUTS, 0);
    }

    @Override
    public void complete(DecoderConfig.Builder sizes, Gguf file) {
        PerLayer.Config own = sizes.perLayer.orElseThrow();
        int full = IntStream.range(0, sizes.layers).filter(l -> sizes.windows.isEmpty() || sizes.windows.get(l) == 0)
                .findFirst().orElse(0);
        boolean same = !file.tensors().containsKey("blk." + full + ".attn_v.weight");
        Tensor table = file.tensors().get("per_layer_token_embd.weight");
        sizes.perLayer = Optional.of(new PerLayer.Config(own.headWidth(), own.keyValueHeads(), same,
                own.shared(), own.wide(), own.inputs(), table == null ? own.vocabulary() : table.dim(0)));
        if (file.tensors().containsKey(Llama.ROTATIONS)) {
            double[] by = file.get(Llama.ROTATIONS).toDoubles();
            sizes.scaling = new RopeScaling.Proportional(
                    (double) Arrays.stream(by).filter(d -> d < STILL / 2).count() / Math.max(1, by.length));
        }
    }

    @Override
    public Set<String> rotations() {
        return Set.of(Llama.ROTATIONS);
    }

    @Override
    public Map<String, Tensor> weights(Map<String, Tensor> published, SegmentAllocator into) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        published.forEach((name, t) -> weights.put(name.endsWith(SCALE) ? name + ".weight" : name, t));
        return weights;
    }

    @Override
    public Map<String, Tensor> published(Map<String, Tensor> weights, SegmentAllocator into) {
        Map<String, Tensor> published = new LinkedHashMap<>();
        weights.forEach((name, t) -> published.put(
                name.endsWith(SCALE + ".weight") ? name.substring(0, name.lastIndexOf('.')) : name, t));
        return published;
    }

    @Override
    public Tensor converted(String name, Tensor t, DecoderConfig config, boolean reading, SegmentAllocator into) {
        return t;
    }
}
