package t2l.transformer.family;

import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.io.Gguf;
import t2l.tensor.io.Gguf.Value;
import t2l.tensor.kernel.Heads;
import t2l.tensor.settings.Source;
import t2l.transformer.*;
import t2l.transformer.family.Family.Setting;

/// The metadata of a GGUF file as the settings of a `config.json`: one table of the names that both have is read and written.
/// What only one of them says is translated here. Source: llama.cpp, `llama-model.cpp`, `llama-context.cpp`,
/// `ggml_rope_yarn_corr_dims`, and `conversion/base.py`.
final class GgufSettings {
    /// The divisors of LongRoPE.
    static final String SHORT = "rope_factors_short.weight";
    static final String LONG = "rope_factors_long.weight";
    /// The layers with a window: a flag for each, or a number of layers of which the last has none.
    static final String PATTERN = "attention.sliding_window_pattern";
    private static final String SCALING = "rope.scaling.";
    static final String ORIGINAL = SCALING + "original_context_length";
    private static final String AMPLITUDE = SCALING + "attn_factor";
    private static final String YARN = SCALING + "yarn_";
    private static final String MULTIPLIER = YARN + "log_multiplier";
    private static final double THETA = 10_000;

    /// What all families have.
    private static final List<Setting> ALL = List.of(
            new Setting("num_hidden_layers", "block_count", DecoderConfig::layers),
            new Setting("max_position_embeddings", "context_length", DecoderConfig::positions),
            new Setting("hidden_size", "embedding_length", DecoderConfig::width),
            new Setting("intermediate_size", "feed_forward_length", DecoderConfig::hidden),
            new Setting("num_attention_heads", "attention.head_count", DecoderConfig::heads),
            new Setting("num_key_value_heads", "attention.head_count_kv", DecoderConfig::keyValueHeads),
            new Setting("head_dim", "attention.key_length", DecoderConfig::headWidth),
            new Setting("v_head_dim", "attention.value_length", DecoderConfig::headWidth),
            new Setting("vocab_size", "vocab_size", DecoderConfig::vocabulary),
            new Setting("num_experts", "expert_count",
                    c -> c.experts().map(Experts.Config::count).orElse(null)),
            new Setting("num_experts_per_tok", "expert_used_count",
                    c -> c.experts().map(Experts.Config::chosen).orElse(null)),
            new Setting("layer_norm_epsilon", "attention.layer_norm_epsilon",
                    c -> c.layerNorm() ? c.eps() : null),
            new Setting("rms_norm_eps", "attention.layer_norm_rms_epsilon",
                    c -> c.layerNorm() ? null : c.eps()),
            new Setting(ConfigReader.ROTATED, "rope.dimension_count",
                    c -> c.rotated() > 0 ? c.rotated() : null),
            new Setting("rope_theta", "rope.freq_base", c -> c.rotated() > 0 ? c.theta() : null),
            new Setting("rope_local_base_freq", "rope.freq_base_swa",
                    c -> c.localTheta().orElse(null)),
            new Setting("sliding_window", "attention.sliding_window",
                    c -> c.windows().stream().filter(window -> window > 0).findFirst()
                            .orElse(null)),
            new Setting("attn_logit_softcapping", "attn_logit_softcapping",
                    c -> capped(c.scoreCap())),
            new Setting("final_logit_softcapping", "final_logit_softcapping", c -> capped(c.logitCap())));
    /// What GPT-2 calls otherwise.
    private static final Map<String, String> OTHERWISE = Map.of("n_layer", "block_count", "n_positions",
            "context_length", "n_embd", "embedding_length", "n_inner", "feed_forward_length", "n_head",
            "attention.head_count");

    private static Double capped(double cap) {
        return cap == Heads.UNCAPPED ? null : cap;
    }

    private static Stream<Setting> settings(Family family) {
        return Stream.concat(ALL.stream(), family.facts().settings().stream());
    }

    /// The settings of a model in a file. Throws [T2lException] if one that every model needs is missing.
    static Source read(Gguf file, Family family) {
        Map<String, String> names = new HashMap<>(OTHERWISE);
        settings(family).forEach(setting -> names.put(setting.name(), setting.key()));
        Source c = keys(file, family.facts().architecture(), names);
        c.set("vocab_size", vocabulary(file));
        c.set("tie_word_embeddings", !file.holds("output.weight"));
        c.set("norm_topk_prob", true);
        c.set(ConfigReader.BIASED, biased(file, family));
        windows(c, family);
        scaling(file, c).ifPresent(scaling -> c.set("rope_scaling", scaling));
        family.implied(c).forEach((name, value) -> {
            if (c.find(name).isEmpty()) {
                c.set(name, value);
            }
        });
        c.set("rope_theta", c.number("rope_theta", THETA));
        boolean centred = c.find("layer_norm_epsilon").isPresent();
        double eps = c.number(centred ? "layer_norm_epsilon" : "rms_norm_eps");
        c.set("layer_norm_epsilon", eps);
        c.set("rms_norm_eps", eps);
        return c;
    }

    /// The metadata of an architecture. Of a list of the same number for each layer, it is that number.
    ///
    /// @param names keys by the names that they are asked for
    static Source keys(Gguf file, String architecture, Map<String, String> names) {
        String prefix = architecture + ".";
        Map<String, Object> values = new LinkedHashMap<>();
        file.metadata().forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                boolean alike = value.content() instanceof List<?> each && value.kind() != Gguf.Kind.BOOL
                        && each.stream().distinct().count() == 1;
                values.put(key.substring(prefix.length()),
                        alike ? ((List<?>) value.content()).getFirst() : value.content());
            }
        });
        return Source.of(file.path() + ": " + architecture, Source.Form.gguf(name -> names.getOrDefault(name, name)),
                values);
    }

    private static int vocabulary(Gguf file) {
        String name = "token_embd.weight";
        List<Integer> shape = file.shape(name);
        if (shape.size() != 2) {
            throw new T2lException(file.path() + ": " + name + ": needs a row for each token, got the shape " + shape);
        }
        Value tokens = file.metadata().get("tokenizer.ggml.tokens");
        if (tokens != null && tokens.content() instanceof List<?> all && all.size() > shape.getFirst()) {
            throw new T2lException(file.path() + ": " + name + ": needs a row for each of " + all.size()
                    + " tokens, has " + shape.getFirst());
        }
        return shape.getFirst();
    }

    /// The last names of the projections for which the file has a bias.
    private static List<String> biased(Gguf file, Family family) {
        return file.tensors().keySet().stream().filter(name -> name.endsWith(".bias"))
                .flatMap(name -> family.facts().names().path(name.substring(0, name.length() - ".bias".length()))
                        .stream())
                .map(path -> path.substring(path.lastIndexOf('.') + 1)).distinct().toList();
    }

    /// Says of each layer whether it has a window, unless that is a rule of the family.
    private static void windows(Source c, Family family) {
        boolean sliding = c.count("sliding_window", 0) != 0;
        c.set("use_sliding_window", sliding);
        Optional<Object> pattern = c.find(PATTERN);
        if (sliding && pattern.isEmpty() && family.facts().windowed()) {
            return;
        }
        if (sliding && pattern.orElse(1) instanceof List<?> flags) {
            if (!flags.stream().allMatch(Boolean.class::isInstance)) {
                throw c.wrong(PATTERN, "a truth value for each layer, or a number", flags);
            }
            c.set(ConfigReader.TYPES, flags.stream().map(flag -> type(flag.equals(true))).toList());
            return;
        }
        int period = sliding && pattern.isPresent() ? ConfigReader.positive(c, PATTERN, 0) : Integer.MAX_VALUE;
        c.set(ConfigReader.TYPES, IntStream.range(0, Math.min(c.count("num_hidden_layers"), DecoderConfig.MAX_LAYERS))
                .mapToObj(layer -> type(sliding && (layer + 1) % period != 0)).toList());
    }

    private static String type(boolean sliding) {
        return sliding ? ConfigReader.SLIDING : ConfigReader.FULL;
    }

    /// The object `rope_scaling`.
    private static Optional<Map<String, Object>> scaling(Gguf file, Source c) {
        if (file.tensors().containsKey(SHORT)) {
            return Optional.of(Map.of("rope_type", "longrope", "short_factor", factors(file, SHORT), "long_factor",
                    factors(file, LONG), "original_max_position_embeddings",
                    c.count(ORIGINAL, c.count("max_position_embeddings")), "attention_factor", c.number(AMPLITUDE, 1)));
        }
        String type = c.text(SCALING + "type", "none");
        double factor = c.number(SCALING + "factor", 1);
        return switch (type) {
            case "none" -> Optional.empty();
            case "linear" -> Optional.of(Map.of("rope_type", type, "factor", factor));
            case "yarn" -> Optional.of(Map.of("rope_type", type, "factor", factor, "beta_fast",
                    c.number(YARN + "beta_fast", ConfigReader.FAST), "beta_slow",
                    c.number(YARN + "beta_slow", ConfigReader.SLOW), "original_max_position_embeddings",
                    c.number(ORIGINAL), "attention_factor", amplitude(c, factor)));
            default ->
                throw c.wrong(SCALING + "type", "none, linear, yarn, or longrope with the tensors of its factors",
                        type);
        };
    }

    private static List<Double> factors(Gguf file, String name) {
        return Arrays.stream(file.get(name).toDoubles()).boxed().toList();
    }

    /// The amplitude of YaRN is what the converter found in `config.json`, or follows from the multiplier of its logarithm, or
    /// from the factor alone; llama.cpp multiplies each by one more number.
    private static double amplitude(Source c, double factor) {
        double extrapolated = c.number(YARN + "ext_factor", 1);
        if (extrapolated != 1) {
            throw c.wrong(YARN + "ext_factor", "1", extrapolated);
        }
        double own = RopeScaling.Yarn.amplitude(factor);
        double multiplier = c.number(MULTIPLIER, 0);
        return c.number(AMPLITUDE, 1) * (multiplier == 0
                ? c.number(YARN + "attn_factor", own)
                : own / RopeScaling.Yarn.amplitude(factor, multiplier));
    }

    /// The metadata of a model, the inverse of [#read] as far as the file's tensors do not say it.
    static Map<String, Gguf.Value> of(DecoderConfig c, Family family) {
        Map<String, Gguf.Value> all = new LinkedHashMap<>();
        settings(family).forEach(setting -> value(setting.of().apply(c))
                .ifPresent(value -> all.put(family.facts().architecture() + "." + setting.key(), value)));
        return all;
    }

    private static Optional<Gguf.Value> value(Object of) {
        return Optional.ofNullable(switch (of) {
            case Integer count -> Gguf.Value.of((int) count);
            case Double number -> Gguf.Value.of(number.floatValue());
            case Boolean flag -> Gguf.Value.of(flag);
            case List<?> counts when counts.getFirst() instanceof Integer -> new Gguf.Value(Gguf.Kind.U32, true,
                    counts.stream().map(count -> ((Integer) count).longValue()).toList());
            case List<?> flags -> Gguf.Value.flags(flags.stream().map(Boolean.class::cast).toList());
            case null, default -> null;
        });
    }

    /// The metadata of a scaling, as far as llama.cpp reads them for these families.
    static Map<String, Gguf.Value> of(RopeScaling scaling, String architecture) {
        String keys = architecture + "." + SCALING;
        return switch (scaling) {
            case RopeScaling.Linear(double factor) ->
                Map.of(keys + "type", Gguf.Value.of("linear"), keys + "factor", Gguf.Value.of((float) factor));
            case RopeScaling.Yarn yarn -> {
                Map<String, Gguf.Value> said = new LinkedHashMap<>(Map.of(keys + "type", Gguf.Value.of("yarn"),
                        keys + "factor", Gguf.Value.of((float) yarn.factor()), architecture + "." + ORIGINAL,
                        Gguf.Value.of((int) yarn.original())));
                double usual = RopeScaling.Yarn.amplitude(yarn.factor());
                if (yarn.amplitude() == 1 && architecture.equals("mistral3")) {
                    said.put(architecture + "." + MULTIPLIER, Gguf.Value.of(1f));
                } else if (yarn.amplitude() != usual) {
                    said.put(architecture + "." + AMPLITUDE, Gguf.Value.of((float) (yarn.amplitude() / usual)));
                }
                yield said;
            }
            case RopeScaling.LongRope longer -> Map.of(keys + "type", Gguf.Value.of("longrope"),
                    architecture + "." + ORIGINAL, Gguf.Value.of(longer.original()), architecture + "." + AMPLITUDE,
                    Gguf.Value.of((float) longer.amplitude()));
            case RopeScaling.None _,RopeScaling.Llama3 _,RopeScaling.Divided _,RopeScaling.Proportional _,RopeScaling.Ntk _ ->
                Map.of();
        };
    }
}
