package t2l.transformer.family;

import static java.util.Map.entry;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.settings.Source;
import t2l.transformer.*;
import t2l.transformer.DecoderConfig.QkNorm;

/// Qwen 3.5, dense, text only: three of four layers have a gated delta rule in place of attention, the fourth has attention with
/// a gate, norms over the heads of queries and keys, and RoPE over a quarter of a head; weights of norms are offsets from 1.
/// Source: HF `configuration_qwen3_5`, `modeling_qwen3_5`; llama.cpp, `Qwen3_5TextModel` of its converter.
public record Qwen35() implements Family {
    private static final String INTERVAL = "full_attention_interval";
    private static final String LINEAR = "linear_attention";
    private static final String KEYS = "linear_num_key_heads";
    private static final String VALUES = "linear_num_value_heads";
    private static final String KEY_WIDTH = "linear_key_head_dim";
    private static final String VALUE_WIDTH = "linear_value_head_dim";
    private static final String TAPS = "linear_conv_kernel_dim";
    /// Layers behind the last that predict more tokens, which t2l does not.
    private static final String AHEAD = "nextn_predict_layers";
    private static final String RATE = ".linear_attn.A_log";
    private static final String CONVOLUTION = ".linear_attn.conv1d.weight";
    private static final GgufNames NAMES = GgufNames.LLAMA.without(Set.of("ffn_norm")).with(Map.ofEntries(
            entry("post_attention_norm", "post_attention_layernorm"), entry("attn_qkv", "linear_attn.in_proj_qkv"),
            entry("attn_gate", "linear_attn.in_proj_z"), entry("ssm_alpha", "linear_attn.in_proj_a"),
            entry("ssm_beta", "linear_attn.in_proj_b"), entry("ssm_conv1d", "linear_attn.conv1d"),
            entry("ssm_norm", "linear_attn.norm"), entry("ssm_out", "linear_attn.out_proj"),
            entry("ssm_a", "linear_attn.A_log"), entry("ssm_dt.bias", "linear_attn.dt_bias")));

    private static final List<Setting> SETTINGS = List.of(new Setting(TAPS, "ssm.conv_kernel", c -> own(c).taps()),
            new Setting(KEY_WIDTH, "ssm.state_size", c -> own(c).keyWidth()),
            new Setting(KEYS, "ssm.group_count", c -> own(c).keyHeads()),
            new Setting(VALUES, "ssm.time_step_rank", c -> own(c).valueHeads()),
            new Setting("inner_size", "ssm.inner_size", c -> own(c).valueHeads() * own(c).valueWidth()),
            new Setting(INTERVAL, INTERVAL, Qwen35::interval),
            new Setting("mrope_section", "rope.dimension_sections", c -> sections(c.rotated() / 2)));

    @Override
    public Facts facts() {
        return new Facts("qwen3_5_text", "qwen35", NAMES, SETTINGS, false);
    }

    @Override
    public DecoderConfig.Builder describe(Source c) {
        ConfigReader.requireSilu(c);
        c.set("partial_rotary_factor", c.number("partial_rotary_factor", 0.25));
        c.set("head_dim", c.count("head_dim", 256));
        DecoderConfig.Builder sizes = ConfigReader.decoder(c);
        int interval = ConfigReader.positive(c, INTERVAL, 4);
        List<String> types = c.texts(ConfigReader.TYPES);
        if (!types.isEmpty() && types.size() != sizes.layers) {
            throw c.wrong(ConfigReader.TYPES, "one for each of " + sizes.layers + " layers", types);
        }
        if (!Set.of(LINEAR, ConfigReader.FULL).containsAll(types)) {
            throw c.wrong(ConfigReader.TYPES, LINEAR + " or " + ConfigReader.FULL, types);
        }
        sizes.biased = ConfigReader.attentionBias(c);
        sizes.qkNorm = QkNorm.EACH;
        sizes.normOffset = 1;
        sizes.gatedAttention = true;
        sizes.delta = Optional.of(new GatedDelta.Config(
                IntStream.range(0, sizes.layers)
                        .filter(l -> types.isEmpty() ? (l + 1) % interval != 0 : types.get(l).equals(LINEAR)).boxed()
                        .collect(Collectors.toSet()),
                c.count(KEYS, 16), c.count(VALUES, 32), c.count(KEY_WIDTH, 128), c.count(VALUE_WIDTH, 128),
                c.count(TAPS, 4)));
        return sizes;
    }

    private static GatedDelta.Config own(DecoderConfig c) {
        return c.delta().orElseThrow();
    }

    /// The first layer with attention, counted from 1.
    private static int interval(DecoderConfig c) {
        return 1 + IntStream.range(0, c.layers()).filter(l -> !own(c).layers().contains(l)).findFirst()
                .orElse(c.layers());
    }

    /// How many pairs of a head turn by time, height, width and nothing: the same angle in a text.
    private static List<Integer> sections(int pairs) {
        int third = Math.ceilDiv(pairs, 3);
        int second = Math.ceilDiv(pairs - third, 2);
        return List.of(third, second, pairs - third - second, 0);
    }

    @Override
    public Map<String, Object> implied(Source gguf) {
        gguf.set(ConfigReader.TYPES, List.of());
        gguf.set("num_hidden_layers", gguf.count("num_hidden_layers") - gguf.count(AHEAD, 0));
        return Map.of(VALUE_WIDTH, gguf.count("inner_size") / ConfigReader.positive(gguf, VALUES, 0));
    }

    /// llama.cpp adds 1 to the weights of norms, and keeps `−exp` of the rates of decay.
    @Override
    public Tensor converted(String name, Tensor t, DecoderConfig config, boolean reading, SegmentAllocator into) {
        if (name.endsWith("norm.weight") && !name.endsWith(".linear_attn.norm.weight")) {
            return Gemma2.shifted(t, reading, into);
        }
        if (name.endsWith(RATE)) {
            Tensor rate = Tensor.allocate(into, DType.F32, t.dims());
            for (long h = 0; h < t.size(); h++) {
                rate.set(h, reading ? Math.log(-t.get(h)) : -Math.exp(t.get(h)));
            }
            return GgufNames.reordered(name, rate, config, reading, into);
        }
        String path = name.endsWith(".dt_bias") ? name : GgufNames.owner(name);
        if (name.endsWith(CONVOLUTION)) {
            return reading
                    ? Lfm2.turned(GgufNames.reordered(path, t, config, true, into), into)
                    : GgufNames.reordered(path, Lfm2.turned(t, into), config, false, into);
        }
        return GgufNames.columns(path, GgufNames.reordered(path, t, config, reading, into), config, reading, into);
    }

    @Override
    public Map<String, Tensor> weights(Map<String, Tensor> tensors, SegmentAllocator into) {
        Map<String, Tensor> weights = new LinkedHashMap<>(tensors);
        weights.keySet().removeIf(name -> name.startsWith("mtp."));
        weights.replaceAll((name, t) -> name.endsWith(CONVOLUTION) && t.rank() == 3
                ? Lfm2.turned(t.reshape(t.dim(0), t.dim(2)), into)
                : t);
        return weights;
    }

    @Override
    public Tensor published(String name, Tensor t, SegmentAllocator into) {
        return name.endsWith(CONVOLUTION) ? Lfm2.turned(t, into).reshape(t.dim(1), 1, t.dim(0)) : t;
    }
}
