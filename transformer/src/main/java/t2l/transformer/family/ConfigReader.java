package t2l.transformer.family;

import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.kernel.Unary;
import t2l.tensor.settings.Source;
import t2l.transformer.*;

/// The settings that all families share, in the `config.json` of transformers 4 and 5, or translated from GGUF
/// ([GgufSettings]). A family starts from
/// these and adds its differences.
final class ConfigReader {
    /// The kinds of layers, by layer.
    static final String TYPES = "layer_types";
    static final String SLIDING = "sliding_attention";
    static final String FULL = "full_attention";
    static final String CONVOLUTION = "conv";
    /// Of GGUF files: how many numbers of a head are rotated, and the projections with a bias.
    static final String ROTATED = "rope.dimension_count";
    static final String BIASED = "biased";

    /// Default numbers of turns that separate fast from slow rotations (YaRN).
    static final double FAST = 32;
    static final double SLOW = 1;

    /// A Llama of the sizes of a file. Throws [T2lException] if one is missing.
    static DecoderConfig.Builder decoder(Source c) {
        return decoder(c, false, 10000);
    }

    /// Like [#decoder(Source)].
    ///
    /// @param tied  whether embedding and head are tied if the file does not say
    /// @param theta the base of RoPE if the file does not say
    static DecoderConfig.Builder decoder(Source c, boolean tied, double theta) {
        int width = c.count("hidden_size");
        int heads = positive(c, "num_attention_heads", c.count("num_attention_heads"));
        var sizes = new DecoderConfig.Builder(c.count("vocab_size"), width, c.count("intermediate_size"),
                c.count("num_hidden_layers"),
                heads, c.count("num_key_value_heads", heads), c.count("head_dim", width / heads));
        sizes.positions = c.count("max_position_embeddings", 2048);
        sizes.eps = c.number("rms_norm_eps", 1e-6);
        sizes.tied = c.flag("tie_word_embeddings", tied);
        sizes.biased = Set.copyOf(c.texts(BIASED));
        sizes.theta = theta(c, theta);
        double part = parameters(c).orElse(c).number("partial_rotary_factor", c.number("partial_rotary_factor", 1));
        sizes.rotated = c.count(ROTATED, (int) (sizes.headWidth * part));
        sizes.scaling = scaling(c, sizes.theta, sizes.positions);
        sizes.build(); // refuses impossible sizes before something is listed for each of so many layers
        return sizes;
    }

    /// The projections of attention if the file gives them a bias.
    static Set<String> attentionBias(Source c) {
        return c.flag("attention_bias", false)
                ? Set.of("q_proj", "k_proj", "v_proj", "o_proj")
                : Set.copyOf(c.texts(BIASED));
    }

    /// The experts of a family; its old files call their number otherwise than its new ones.
    ///
    /// @param width of each
    static Optional<Experts.Config> experts(Source c, int width, boolean normalised, Set<Integer> dense) {
        int count = c.count(c.find("num_local_experts").isPresent() ? "num_local_experts" : "num_experts");
        return Optional.of(new Experts.Config(count, c.count("num_experts_per_tok"), width, normalised, dense));
    }

    /// The sizes of an encoder. Throws [T2lException] if one is missing.
    ///
    /// @param types token types
    /// @param eps   of its norms
    static EncoderConfig encoder(Source c, int types, double eps) {
        return T2lException.blaming(c.where(),
                () -> new EncoderConfig(c.count("vocab_size"), c.count("hidden_size"), c.count("intermediate_size"),
                        c.count("num_hidden_layers"), c.count("num_attention_heads"),
                        c.count("max_position_embeddings"), types, eps));
    }

    /// A positive integer.
    static int positive(Source c, String name, int otherwise) {
        int value = c.count(name, otherwise);
        if (value < 1) {
            throw c.wrong(name, "at least 1", value);
        }
        return value;
    }

    /// The base of RoPE. transformers 5 keeps the settings of RoPE in one object, older versions in separate fields.
    static double theta(Source c, double otherwise) {
        return parameters(c).map(r -> r.number("rope_theta")).orElseGet(() -> c.number("rope_theta", otherwise));
    }

    /// The settings of RoPE in layers with full attention, in which those of other layers may be another object.
    private static Optional<Source> parameters(Source c) {
        return c.object("rope_parameters").map(r -> r.object("full_attention").orElse(r));
    }

    private static RopeScaling scaling(Source c, double theta, int positions) {
        Optional<Source> found = parameters(c).or(() -> c.object("rope_scaling"));
        if (found.isEmpty()) {
            return new RopeScaling.None();
        }
        Source rope = found.get();
        String type = rope.text("rope_type", rope.text("type", "default"));
        return switch (type) {
            case "default" -> new RopeScaling.None();
            case "llama3" -> new RopeScaling.Llama3(rope.number("factor"), rope.number("low_freq_factor"),
                    rope.number("high_freq_factor"), rope.number("original_max_position_embeddings"));
            case "proportional" -> new RopeScaling.Proportional(rope.number("partial_rotary_factor", 1));
            case "linear" -> new RopeScaling.Linear(rope.number("factor"));
            case "yarn" -> yarn(rope, theta);
            case "longrope", "su" -> {
                int original = rope.count("original_max_position_embeddings",
                        c.count("original_max_position_embeddings", positions));
                double factor = rope.number("factor", (double) positions / original);
                yield new RopeScaling.LongRope(rope.numbers("short_factor"), rope.numbers("long_factor"), original,
                        rope.number("attention_factor", RopeScaling.LongRope.amplitude(factor, original)));
            }
            default -> throw rope.wrong("rope_type", "default, linear, llama3, yarn, longrope or proportional", type);
        };
    }

    private static RopeScaling yarn(Source rope, double theta) {
        double factor = rope.number("factor");
        double scale = rope.number("mscale", 0);
        double over = rope.number("mscale_all_dim", 0);
        double amplitude = scale != 0 && over != 0
                ? RopeScaling.Yarn.amplitude(factor, scale) / RopeScaling.Yarn.amplitude(factor, over)
                : RopeScaling.Yarn.amplitude(factor);
        return new RopeScaling.Yarn(factor, rope.number("beta_fast", FAST), rope.number("beta_slow", SLOW),
                rope.number("original_max_position_embeddings"), theta, rope.flag("truncate", true),
                rope.number("attention_factor", amplitude));
    }

    /// `sliding_window` or 0 for each layer; see [DecoderConfig#windows].
    ///
    /// @param sliding the layers that have a window if there is no `layer_types`
    static List<Integer> windows(Source c, IntPredicate sliding) {
        int layers = c.count("num_hidden_layers");
        List<Object> types = c.list(TYPES);
        if (!types.isEmpty() && types.size() != layers) {
            throw c.wrong(TYPES, "one for each of " + layers + " layers", types);
        }
        List<Integer> windows = IntStream.range(0, layers)
                .mapToObj(l -> (types.isEmpty() ? sliding.test(l) : slides(c, types.get(l)))
                        ? positive(c, "sliding_window", c.count("sliding_window"))
                        : 0)
                .toList();
        return windows.stream().allMatch(w -> w == 0) ? List.of() : windows;
    }

    private static boolean slides(Source c, Object type) {
        boolean convolves = type.equals(CONVOLUTION) && c.find(Lfm2.TAPS).isPresent();
        if (!type.equals(SLIDING) && !type.equals(FULL) && !convolves) {
            throw c.wrong(TYPES, SLIDING + " or " + FULL, type);
        }
        return type.equals(SLIDING);
    }

    /// The layers with a window if nothing else is given: those from `max_window_layers` on, if windows are enabled
    /// (Qwen).
    static IntPredicate upperLayers(Source c) {
        return layer -> c.flag("use_sliding_window", false) && layer >= c.count("max_window_layers");
    }

    /// A function by its name.
    static Unary activation(Source c, String field, String otherwise) {
        return switch (c.text(field, otherwise)) {
            case "silu" -> Unary.SILU;
            case "gelu" -> Unary.GELU;
            case "gelu_new", "gelu_pytorch_tanh" -> Unary.GELU_TANH;
            case "relu" -> Unary.RELU;
            case String other -> throw c.wrong(field, "silu, gelu, gelu_new, gelu_pytorch_tanh or relu", other);
        };
    }

    /// Throws [T2lException] unless the activation is SwiGLU's, which these families have.
    static void requireSilu(Source c) {
        if (activation(c, "hidden_act", "silu") != Unary.SILU) {
            throw c.wrong("hidden_act", "silu", c.text("hidden_act"));
        }
    }
}
