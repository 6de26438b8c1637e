package t2l.hypernet;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import t2l.tensor.T2lException;

/// The settings of a training run by the reference's names (t2l-spec §14.1): `args.yaml` of a trained hypernetwork, or
/// a configuration for training.
///
/// @param source its name in error messages: the file
/// @param values by name
public record Arguments(String source, Map<String, Object> values) {
    /// The name of the file in a trained hypernetwork's directory.
    public static final String FILE = "args.yaml";

    /// Every argument of the reference with its default there, except that `use_hierarchical_sampler` is on, as in all
    /// its scripts. They are followed by a few that the reference lacks: `steps` instead of `epochs`,
    /// `one_desc_per_task` ([t2l.hypernet.train.Sampler.Drawing#PER_TASK]), `reference_chat`
    /// ([t2l.transformer.template.PromptFormat#apart], as the reference always does), `n_val_points_per_task` and
    /// `patience` of validation, `gradient_checkpointing` and `lr_scheduler_type` as in HF transformers, `dropout` of
    /// the hypernetwork, `lora_r`, `lora_alpha`, `lora_dropout` and `use_rslora`, which it keeps in
    /// `adapter_config.json`.
    private static final Map<String, Object> DEFAULTS = defaults();

    public Arguments {
        values = new TreeMap<>(values);
        for (String name : values.keySet()) {
            if (!DEFAULTS.containsKey(name)) {
                throw new T2lException(source + ": needs argument names of Text-to-LoRA, got " + name + nearest(name));
            }
        }
    }

    private static Map<String, Object> defaults() {
        Map<String, Object> d = new LinkedHashMap<>();
        for (String text : List.of("config", "model_dir", "emb_model", "exp_setup", "run_name", "save_dir",
                "encoder_type", "notes", "mt_lora_path")) {
            d.put(text, "");
        }
        d.put("encoder_type", "linear");
        d.put("lr_scheduler_type", "linear");
        d.put("training_task", "sft");
        d.put("sft_mode", "completion");
        for (String yes : List.of("equally_weight_sample", "use_per_task_emb", "keep_only_best", "pred_z_score",
                "use_hypernet", "use_rslora", "use_hierarchical_sampler")) {
            d.put(yes, true);
        }
        for (String no : List.of("shared_AB_head", "autoreg_gen", "learnable_pos_emb", "learnable_AB_offset",
                "head_use_bias", "use_one_hot_task_emb", "use_inp_as_desc",
                "use_per_sample_desc", "use_default_desc", "also_val_on_train", "debug",
                "skip_eval", "save_to_base_model_dir", "factorized", "gradient_checkpointing", "one_desc_per_task",
                "reference_chat")) {
            d.put(no, false);
        }
        for (String list : List.of("train_ds_names", "target_modules", "additional_eval_descs")) {
            d.put(list, List.of());
        }
        d.put("eval_ds_info", Map.of());
        d.put("target_modules", List.of("q_proj", "v_proj"));
        d.putAll(Map.of("n_train_ds", 0, "n_descs_per_ds", 0, "inp_max_len", 512, "hypernet_latent_size", 128,
                "head_in_size", 512, "n_points_per_task", 1, "grad_accum_steps", 1, "epochs",
                20, "batch_size", 8, "val_batch_size", 64));
        d.putAll(Map.of("logging_freq", 100, "val_freq", 10_000, "model_watch_freq", 5_000, "save_freq", 10_000, "seed",
                42, "n_tasks_per_batch", 8, "n_embs_per_sampled_task", 0,
                "delta_w_scaling", 10_000, "steps", 0, "lora_r", 8));
        d.putAll(Map.of("n_val_points_per_task", 500, "patience", 50));
        d.putAll(Map.of("lr", 1e-4, "l2_reg_generated_w", 1e-3, "weight_decay", 1e-3, "label_smoothing", 0.1,
                "warmup_frac", 0.2, "neftune_noise_alpha", 5.0, "max_grad_norm", 1.0,
                "dropout", 0.05, "lora_alpha", 16.0, "lora_dropout", 0.05));
        return d;
    }

    /// Reads a YAML file of arguments. Throws [T2lException] if it is missing or invalid.
    public static Arguments read(Path file) {
        return new Arguments(file.toString(), YamlFile.mapping(file));
    }

    /// Reads arguments that are part of the program, from a file beside a class.
    public static Arguments resource(Class<?> beside, String name) {
        return new Arguments(name, YamlFile.mapping(beside, name));
    }

    /// Writes or replaces `args.yaml`, with sorted names as in the reference.
    public void write(Path file) {
        YamlFile.write(file, values);
    }

    /// A copy with some arguments changed.
    public Arguments with(Map<String, ?> more) {
        Map<String, Object> all = new LinkedHashMap<>(values);
        all.putAll(more);
        return new Arguments(source, all);
    }

    /// A copy with one argument set by `name=value`: numbers of the argument's type, `true` or `True`, `false` or
    /// `False`, lists separated by commas, mappings in YAML (t2l-spec §14.1). Unlike in the reference, a value may
    /// contain `=`, and invalid booleans are refused. Throws [T2lException] if the text is invalid.
    public Arguments with(String assignment) {
        int equals = assignment.indexOf('=');
        if (equals < 1) {
            throw new T2lException(source + ": needs settings as name=value, got " + assignment);
        }
        String name = assignment.substring(0, equals).strip();
        String value = assignment.substring(equals + 1).strip();
        Object known = DEFAULTS.get(name);
        return with(Map.of(name, switch (known) {
            case null -> value;
            case Boolean _ when value.matches("[Tt]rue|[Ff]alse") -> value.endsWith("rue");
            case Boolean _ -> throw mistyped(name, "true or false", value);
            case Integer _ when value.matches("-?\\d{1,18}") -> Long.parseLong(value);
            case Integer _ -> throw mistyped(name, "a whole number", value);
            case Double _ -> parsed(name, value);
            case List<?> _ -> value.isEmpty() ? List.of() : List.of(value.split(",", -1));
            case Map<?, ?> _ -> YamlFile.parse(name, value);
            default -> value;
        }));
    }

    private double parsed(String name, String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException _) {
            throw mistyped(name, "a number", value);
        }
    }

    /// A string. Like all methods below, returns the default of an argument that is not set, and throws [T2lException]
    /// if it is of another type.
    public String text(String name) {
        return value(name, String.class);
    }

    /// A constant of an enumeration, by its name in lower case.
    public <E extends Enum<E>> E choice(String name, Class<E> of) {
        String text = text(name);
        return EnumSet.allOf(of).stream().filter(e -> e.name().toLowerCase(Locale.ROOT).equals(text)).findFirst()
                .orElseThrow(() -> mistyped(name, "one of " + EnumSet.allOf(of).toString().toLowerCase(Locale.ROOT),
                        text));
    }

    /// A boolean.
    public boolean flag(String name) {
        return value(name, Boolean.class);
    }

    /// An integer; one too large for a `long` (`save_freq` may be 10^100) becomes the largest `long`.
    public long whole(String name) {
        Object v = raw(name);
        return switch (v) {
            case Integer i -> i;
            case Long l -> l;
            case BigInteger big -> big.bitLength() < 64 ? big.longValue() : Long.MAX_VALUE;
            default -> throw mistyped(name, "a whole number", v);
        };
    }

    /// Like [#whole], for a count.
    public int count(String name) {
        long n = whole(name);
        if (n < 0 || n > Integer.MAX_VALUE) {
            throw mistyped(name, "a number from 0 to 2^31 − 1", n);
        }
        return (int) n;
    }

    /// A number.
    public double number(String name) {
        Object v = raw(name);
        if (v instanceof Number n) {
            return n.doubleValue();
        }
        throw mistyped(name, "a number", v);
    }

    /// A list of strings.
    public List<String> list(String name) {
        Object v = raw(name);
        if (!(v instanceof List<?> list)) {
            throw mistyped(name, "a list", v);
        }
        List<String> all = new ArrayList<>();
        list.forEach(each -> all.add(String.valueOf(each)));
        return all;
    }

    private <T> T value(String name, Class<T> type) {
        Object v = raw(name);
        if (!type.isInstance(v)) {
            throw mistyped(name, type == Boolean.class ? "true or false" : "text", v);
        }
        return type.cast(v);
    }

    private Object raw(String name) {
        return Optional.ofNullable(values.get(name)).orElseGet(() -> DEFAULTS.get(name));
    }

    private T2lException mistyped(String name, String needs, Object got) {
        return new T2lException(source + ": " + name + ": needs " + needs + ", got " + got);
    }

    private static String nearest(String name) {
        return DEFAULTS.keySet().stream()
                .filter(known -> known.contains(name) || name.contains(known) || distance(known, name) <= 2).findFirst()
                .map(known -> "; did you mean " + known + "?")
                .orElse("");
    }

    /// The edit distance between two words (Levenshtein 1966).
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int above = row[j];
                row[j] = Math.min(Math.min(above, row[j - 1]) + 1,
                        diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
