package t2l.transformer.family;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.io.Gguf;
import t2l.tensor.kernel.Unary;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;
import t2l.transformer.EncoderConfig;
import t2l.transformer.ExpertTraits;
import t2l.transformer.PositionTraits;
import t2l.transformer.RopeScaling;
import t2l.transformer.Traits;

/// The settings that all families share, in the `config.json` of transformers 4 and 5 and in GGUF. A family starts from
/// these and adds its differences.
final class ConfigReader {
    private static final String SLIDING = "sliding_attention";
    static final String WINDOW = "attention.sliding_window";
    static final String PATTERN = WINDOW + "_pattern";
    /// Base of RoPE in the layers with a window.
    static final String LOCAL = "rope.freq_base_swa";
    static final String EPS = "attention.layer_norm_epsilon";
    static final String RMS_EPS = "attention.layer_norm_rms_epsilon";
    /// The experts of a layer, and those that a token uses.
    static final String EXPERTS = "expert_count";
    static final String CHOSEN = "expert_used_count";
    private static final String SCALING = "rope.scaling.";
    static final String ORIGINAL = SCALING + "original_context_length";
    private static final String AMPLITUDE = SCALING + "attn_factor";
    private static final String YARN = SCALING + "yarn_";
    /// The divisors of LongRoPE.
    static final String SHORT = "rope_factors_short.weight";
    static final String LONG = "rope_factors_long.weight";

    /// Default numbers of turns that separate fast from slow rotations (YaRN).
    private static final double FAST = 32;
    private static final double SLOW = 1;

    private ConfigReader() {}

    /// The configuration of a decoder with Llama's traits. Throws [T2lException] if a size is missing.
    static DecoderConfig decoder(Source c) {
        return decoder(c, false, 10000);
    }

    /// Like [#decoder(Source)].
    ///
    /// @param tied  whether embedding and head are tied if the file does not say
    /// @param theta the base of RoPE if the file does not say
    static DecoderConfig decoder(Source c, boolean tied, double theta) {
        int width = c.count("hidden_size");
        int heads = positive(c.where(), "num_attention_heads", c.count("num_attention_heads"));
        int headWidth = c.count("head_dim", width / heads);
        int positions = c.count("max_position_embeddings", 2048);
        double base = theta(c, theta);
        return T2lException.blaming(c.where(), () -> {
            RopeScaling scaling = scaling(c, base, positions);
            return new DecoderConfig(c.count("vocab_size"), width, c.count("intermediate_size"),
                    c.count("num_hidden_layers"), heads, c.count("num_key_value_heads", heads), headWidth,
                    positions, c.number("rms_norm_eps", 1e-6), base, scaling, c.flag("tie_word_embeddings", tied),
                    traits(c, headWidth));
        });
    }

    private static Traits traits(Source c, int headWidth) {
        Traits llama = Traits.llama(headWidth);
        double part = parameters(c).orElse(c).number("partial_rotary_factor", c.number("partial_rotary_factor", 1));
        return llama.with(llama.positions().withRotated((int) (headWidth * part)));
    }

    /// The projections of attention if the file gives them a bias.
    static Set<String> attentionBias(Source c) {
        return c.flag("attention_bias", false) ? Set.of("q_proj", "k_proj", "v_proj", "o_proj") : Set.of();
    }

    /// The experts of a family; its old files call their number otherwise than its new ones.
    ///
    /// @param width of each
    static ExpertTraits experts(Source c, int width, boolean normalised, Set<Integer> dense) {
        int count = c.count(c.find("num_local_experts").isPresent() ? "num_local_experts" : "num_experts");
        return T2lException.blaming(c.where(),
                () -> new ExpertTraits(count, c.count("num_experts_per_tok"), width, normalised, dense));
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
        return positive(c.where(), name, c.count(name, otherwise));
    }

    private static int positive(String where, String name, int value) {
        if (value < 1) {
            throw new T2lException(where + ": " + name + ": needs at least 1, got " + value);
        }
        return value;
    }

    /// The configuration of a decoder with Llama's traits and a bias wherever the file has one. Throws [T2lException]
    /// if a size is missing.
    static DecoderConfig decoder(Gguf file, Family family) {
        Keys keys = new Keys(file, family.architecture());
        int width = keys.count("embedding_length");
        double theta = keys.number("rope.freq_base", 10000);
        int heads = keys.positive("attention.head_count");
        int headWidth = keys.count("attention.key_length", width / heads);
        Set<String> biased = file.tensors().keySet().stream().filter(name -> name.endsWith(".bias"))
                .flatMap(name -> family.names().path(name.substring(0, name.length() - ".bias".length())).stream())
                .map(path -> path.substring(path.lastIndexOf('.') + 1)).collect(Collectors.toSet());
        return T2lException.blaming(file.path().toString(), () -> new DecoderConfig(vocabulary(file), width,
                keys.count("feed_forward_length"), keys.count("block_count"), heads,
                keys.count("attention.head_count_kv", heads), headWidth, keys.count("context_length"),
                keys.number(file.has(family.architecture() + "." + EPS) ? EPS : RMS_EPS), theta, scaling(keys, theta),
                !file.tensors().containsKey("output.weight"),
                traits(keys, headWidth).withBias(biased)));
    }

    private static Traits traits(Keys keys, int headWidth) {
        Traits llama = Traits.llama(headWidth).named(keys.architecture);
        return llama.with(llama.positions().withRotated(keys.count("rope.dimension_count", headWidth))
                .withWindows(keys.windows(keys.count("block_count"), _ -> true)));
    }

    private static int vocabulary(Gguf file) {
        Tensor embedding = file.get("token_embd.weight");
        if (embedding.rank() != 2) {
            throw new T2lException(file.path() + ": token_embd.weight: needs a row for each token, got " + embedding);
        }
        return embedding.dim(0);
    }

    /// The metadata of a GGUF file under the prefix of its architecture.
    record Keys(Gguf file, String architecture) {
        int count(String key) {
            long n = file.whole(architecture + "." + key);
            if (n != (int) n) {
                throw new T2lException(file.path() + ": " + architecture + "." + key + ": needs a size, got " + n);
            }
            return (int) n;
        }

        int positive(String key) {
            return ConfigReader.positive(file.path().toString(), architecture + "." + key, count(key));
        }

        int count(String key, int otherwise) {
            return file.has(architecture + "." + key) ? count(key) : otherwise;
        }

        String text(String key, String otherwise) {
            return file.has(architecture + "." + key) ? file.text(architecture + "." + key) : otherwise;
        }

        /// The window of each layer, or 0; see [PositionTraits#windows].
        ///
        /// @param sliding the layers that have one if the file does not say
        List<Integer> windows(int layers, IntPredicate sliding) {
            if (count(WINDOW, 0) == 0) {
                return List.of();
            }
            int window = positive(WINDOW);
            return slides(layers, sliding).stream().map(slide -> slide ? window : 0).toList();
        }

        /// A flag for each layer, or a number of layers of which the last has no window.
        private List<Boolean> slides(int layers, IntPredicate otherwise) {
            Gguf.Value pattern = file.metadata().get(architecture + "." + PATTERN);
            if (pattern != null && pattern.array()) {
                return file.flags(architecture + "." + PATTERN);
            }
            int period = pattern == null ? 0 : positive(PATTERN);
            return IntStream.range(0, Math.min(layers, DecoderConfig.MOST_LAYERS))
                    .mapToObj(l -> pattern == null ? otherwise.test(l) : (l + 1) % period != 0).toList();
        }

        double number(String key) {
            return file.real(architecture + "." + key);
        }

        double number(String key, double otherwise) {
            return file.has(architecture + "." + key) ? number(key) : otherwise;
        }
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
            case "linear" -> new RopeScaling.Linear(rope.number("factor"));
            case "yarn" -> yarn(rope, theta);
            case "longrope", "su" -> {
                int original = rope.count("original_max_position_embeddings",
                        c.count("original_max_position_embeddings", positions));
                double factor = rope.number("factor", (double) positions / original);
                yield new RopeScaling.LongRope(rope.numbers("short_factor"), rope.numbers("long_factor"), original,
                        rope.number("attention_factor", RopeScaling.LongRope.amplitude(factor, original)));
            }
            default -> throw rope.wrong("rope_type", "default, linear, llama3, yarn or longrope", type);
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

    /// The same from a GGUF file. Source: llama.cpp, `llama-model.cpp`, `llama-context.cpp`, `ggml_rope_yarn_corr_dims`, and
    /// `conversion/base.py`.
    private static RopeScaling scaling(Keys keys, double theta) {
        String type = keys.text(SCALING + "type", "none");
        double factor = keys.number(SCALING + "factor", 1);
        if (keys.file.tensors().containsKey(SHORT)) {
            return new RopeScaling.LongRope(factors(keys.file, SHORT), factors(keys.file, LONG),
                    keys.count(ORIGINAL, keys.count("context_length")), keys.number(AMPLITUDE, 1));
        }
        return switch (type) {
            case "none" -> new RopeScaling.None();
            case "linear" -> new RopeScaling.Linear(factor);
            case "yarn" -> yarn(keys, theta, factor);
            default -> throw new T2lException(keys.file.path() + ": " + keys.architecture + "." + SCALING
                    + "type: needs none, linear, yarn, or longrope with the tensors of its factors, got " + type);
        };
    }

    private static List<Double> factors(Gguf file, String name) {
        return Arrays.stream(file.get(name).toDoubles()).boxed().toList();
    }

    /// The amplitude is what the converter found in `config.json`, or follows from the multiplier of its logarithm, or from
    /// the factor alone; llama.cpp multiplies each by one more number.
    private static RopeScaling yarn(Keys keys, double theta, double factor) {
        double extrapolated = keys.number(YARN + "ext_factor", 1);
        if (extrapolated != 1) {
            throw new T2lException(keys.file.path() + ": " + keys.architecture + "." + YARN
                    + "ext_factor: needs 1, got " + extrapolated);
        }
        double own = RopeScaling.Yarn.amplitude(factor);
        double multiplier = keys.number(YARN + "log_multiplier", 0);
        double amplitude = multiplier == 0
                ? keys.number(YARN + "attn_factor", own)
                : own / RopeScaling.Yarn.amplitude(factor, multiplier);
        return new RopeScaling.Yarn(factor, keys.number(YARN + "beta_fast", FAST),
                keys.number(YARN + "beta_slow", SLOW),
                keys.number(ORIGINAL), theta, true, keys.number(AMPLITUDE, 1) * amplitude);
    }

    /// The metadata of a scaling, the inverse of [#scaling(Keys, double)] as far as llama.cpp reads them for these families.
    static Map<String, Gguf.Value> said(RopeScaling scaling, String architecture) {
        String keys = architecture + "." + SCALING;
        return switch (scaling) {
            case RopeScaling.Linear(double factor) ->
                Map.of(keys + "type", Gguf.Value.of("linear"), keys + "factor", Gguf.Value.of((float) factor));
            case RopeScaling.Yarn yarn -> {
                Map<String, Gguf.Value> said = new LinkedHashMap<>(Map.of(keys + "type", Gguf.Value.of("yarn"),
                        keys + "factor", Gguf.Value.of((float) yarn.factor()), architecture + "." + ORIGINAL,
                        Gguf.Value.of((int) yarn.original())));
                double usual = RopeScaling.Yarn.amplitude(yarn.factor());
                if (yarn.amplitude() != usual) {
                    said.put(architecture + "." + AMPLITUDE, Gguf.Value.of((float) (yarn.amplitude() / usual)));
                }
                yield said;
            }
            case RopeScaling.LongRope longer -> Map.of(keys + "type", Gguf.Value.of("longrope"),
                    architecture + "." + ORIGINAL, Gguf.Value.of(longer.original()), architecture + "." + AMPLITUDE,
                    Gguf.Value.of((float) longer.amplitude()));
            case RopeScaling.None _,RopeScaling.Llama3 _,RopeScaling.Divided _,RopeScaling.Ntk _ -> Map.of();
        };
    }

    /// `sliding_window` or 0 for each layer; see [PositionTraits#windows].
    ///
    /// @param sliding the layers that have a window if there is no `layer_types`
    static List<Integer> windows(Source c, IntPredicate sliding) {
        int layers = c.count("num_hidden_layers");
        List<Object> types = c.list("layer_types");
        if (!types.isEmpty() && types.size() != layers) {
            throw c.wrong("layer_types", "one for each of " + layers + " layers", types);
        }
        List<Integer> windows = IntStream.range(0, layers)
                .mapToObj(l -> (types.isEmpty() ? sliding.test(l) : slides(c, types.get(l)))
                        ? positive(c.where(), "sliding_window", c.count("sliding_window"))
                        : 0)
                .toList();
        return windows.stream().allMatch(w -> w == 0) ? List.of() : windows;
    }

    private static boolean slides(Source c, Object type) {
        if (!type.equals(SLIDING) && !type.equals("full_attention")) {
            throw c.wrong("layer_types", SLIDING + " or full_attention", type);
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
