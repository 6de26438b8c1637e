package t2l.transformer.lora;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.*;
import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import t2l.tensor.*;
import t2l.tensor.io.*;
import t2l.tensor.settings.Source;
import t2l.transformer.hub.HubCache;
import t2l.transformer.template.ChatTemplate;

/// A PEFT adapter directory: `adapter_config.json` and `adapter_model.safetensors`, byte for byte as written by PEFT
/// 0.15.2 in the T2L reference (spec §5.4, §6). Also read are weights in shards with an index, and `adapter_model.bin`, as PEFT
/// wrote it before version 0.6.
///
/// Reading is strict: a tensor that is not a factor of a target, a factor without its partner, and an unsupported
/// option that would change the result are errors.
public final class LoraFile {
    /// The file with the weights that is written.
    static final String WEIGHTS = "adapter_model.safetensors";
    private static final String CONFIG = "adapter_config.json";
    private static final String TORCH = "adapter_model.bin";
    /// The files of an adapter in one piece; its weights are in either of two.
    public static final Set<String> FILES = Set.of(CONFIG, WEIGHTS, TORCH);
    private static final String PREFIX = "base_model.model.";
    private static final String A = ".lora_A.weight";
    private static final String B = ".lora_B.weight";
    private static final String MAGNITUDE = ".lora_magnitude_vector";

    /// Options of PEFT up to 0.21 that affect how an adapter is initialised, trained or stored, but not what it
    /// computes. `fan_in_fan_out` is about the layout of the base's own weight; the factors are the same, and PEFT
    /// itself treats it as false for linear layers.
    private static final Set<String> HARMLESS = Set.of("auto_mapping", "corda_config", "eva_config", "fan_in_fan_out",
            "inference_mode", "layers_pattern", "loftq_config", "lora_ga_config", "megatron_core", "peft_version",
            "qalora_group_size", "revision", "task_type", "ensure_weight_tying", "runtime_config", "velora_config");
    private static final Set<String> READ = Set.of("alpha_pattern", "base_model_name_or_path", "bias",
            "exclude_modules", "init_lora_weights", "layers_to_transform", "lora_alpha", "lora_dropout",
            "modules_to_save", "peft_type",
            "r", "rank_pattern", "target_modules", "use_dora", "use_rslora");

    /// Initialisations that leave the base model unchanged. PiSSA, OLoRA and others modify its weights, so their
    /// adapters belong to another base.
    private static final Set<Object> STARTS = Set.of(true, false, "gaussian", "eva", "orthogonal");

    private static final String MERGE = "; merge it into its base model with PEFT (merge_and_unload) and use the result";

    /// Options that make an adapter more than a low-rank update of projections, and what such an adapter changes.
    private static final Map<String, String> MORE = Map.of("lora_bias", "has trained biases",
            "trainable_token_indices", "replaces rows of the embedding", "layer_replication",
            "repeats layers of the base model", "target_parameters", "updates parameters that are no projections");

    private LoraFile() {}

    /// The name of `a` in PEFT's files.
    public static String keyOfA(String path) {
        return PREFIX + path + A;
    }

    /// The name of `b` in PEFT's files.
    public static String keyOfB(String path) {
        return PREFIX + path + B;
    }

    /// Whether `directory` looks like a PEFT adapter.
    public static boolean is(Path directory) {
        return Files.isRegularFile(directory.resolve(CONFIG));
    }

    /// Reads only the configuration of a directory. Throws [T2lException] like [#read].
    public static LoraConfig config(Path directory) {
        return config(Source.read(directory.resolve(CONFIG)));
    }

    /// The same of its content.
    static LoraConfig config(Source json) {
        requireKnown(json);
        return config(json, Set.of());
    }

    /// Reads a directory; its tensors live as long as `arena`. Throws [T2lException] if it is not a LoRA that can be
    /// applied exactly.
    public static Lora read(Path directory, Arena arena) {
        if (!Files.isDirectory(directory)) {
            throw new T2lException(directory + ": needs a directory with " + CONFIG + " and " + WEIGHTS
                    + (Files.exists(directory)
                            ? ", got a file"
                            : ", there is none" + HubCache.hint(directory.toString()) + "; check the path"));
        }
        return read(Source.read(directory.resolve(CONFIG)), () -> TensorFile.open(weights(directory), arena)
                .computable(arena));
    }

    /// The file that names all weights of the adapter in `directory`, whether it exists or not.
    public static Path weights(Path directory) {
        return TensorFile.find(directory, WEIGHTS, WEIGHTS + ".index.json", TORCH).orElse(directory.resolve(WEIGHTS));
    }

    /// The same of the content of the two files.
    static Lora read(Source json, Supplier<TensorFile> opened) {
        requireKnown(json);
        TensorFile file = opened.get();
        if (!file.raw().isEmpty()) {
            throw unknown(file, file.raw().keySet());
        }
        Map<String, Tensor> a = factors(file, A);
        Map<String, Tensor> b = factors(file, B);
        Map<String, Tensor> magnitudes = json.flag("use_dora", false) ? factors(file, MAGNITUDE) : Map.of();
        Set<String> rest = new TreeSet<>(file.tensors().keySet());
        a.keySet().forEach(path -> rest.remove(keyOfA(path)));
        b.keySet().forEach(path -> rest.remove(keyOfB(path)));
        magnitudes.keySet().forEach(path -> rest.remove(PREFIX + path + MAGNITUDE));
        List<String> modules = json.texts("modules_to_save");
        Map<String, Tensor> saved = new HashMap<>();
        rest.stream().filter(name -> name.startsWith(PREFIX)
                && modules.stream().anyMatch(name.substring(0, name.lastIndexOf('.'))::endsWith))
                .forEach(name -> saved.put(name.substring(PREFIX.length()), file.get(name)));
        saved.keySet().forEach(name -> rest.remove(PREFIX + name));
        if (!rest.isEmpty()) {
            throw unknown(file, rest);
        }
        LoraConfig config = config(json, a.keySet());
        Map<String, Lora.Update> updates = new LinkedHashMap<>();
        Set<String> all = new TreeSet<>(a.keySet());
        all.addAll(b.keySet());
        for (String path : all) {
            Lora.Update update = update(file, config, path, a.get(path), b.get(path));
            updates.put(path, json.flag("use_dora", false) ? scaled(file, path, update, magnitudes.get(path)) : update);
        }
        if (updates.isEmpty()) {
            throw new T2lException(file.path()
                    + ": needs the tensors of an adapter, there are none; name the directory of an adapter");
        }
        return new Lora(config, updates, saved, Optional.empty());
    }

    private static Lora.Update update(TensorFile file, LoraConfig config, String path, Tensor a, Tensor b) {
        if (a == null || b == null) {
            throw new T2lException(file.path() + ": " + path + ": needs lora_A and lora_B, "
                    + (a == null ? "lora_A" : "lora_B") + " is missing");
        }
        if (!config.targets(path)) {
            throw new T2lException(file.path() + ": " + path + ": is none of the target_modules " + config.targets()
                    + " of " + CONFIG);
        }
        int r = config.rank(path);
        if (a.rank() != 2 || b.rank() != 2 || a.dim(0) != r || b.dim(1) != r) {
            throw new T2lException(file.path() + ": " + path + ": needs lora_A [" + r + ", in] and lora_B [out, " + r
                    + "] for the rank in " + CONFIG + ", got " + a + " and " + b);
        }
        return new Lora.Update(a, b);
    }

    private static Lora.Update scaled(TensorFile file, String path, Lora.Update update, Tensor magnitude) {
        if (magnitude == null || magnitude.size() != update.b().dim(0)) {
            throw new T2lException(file.path() + ": " + path + ": needs lora_magnitude_vector [" + update.b().dim(0)
                    + "] for use_dora in " + CONFIG + ", got " + (magnitude == null ? "none" : magnitude));
        }
        return new Lora.Update(update.a(), update.b(), Optional.of(magnitude.reshape(update.b().dim(0))),
                Optional.empty());
    }

    private static T2lException unknown(TensorFile file, Collection<String> names) {
        return new T2lException(file.path() + ": needs lora_A and lora_B of projections alone, has " + names.size()
                + " more: " + String.join(", ", names.stream().limit(3).toList()) + (names.size() > 3 ? ", …" : "")
                + "; train an adapter without them");
    }

    private static Map<String, Tensor> factors(TensorFile file, String end) {
        Map<String, Tensor> all = new TreeMap<>();
        file.tensors().forEach((name, t) -> {
            if (name.startsWith(PREFIX) && name.endsWith(end)) {
                all.put(name.substring(PREFIX.length(), name.length() - end.length()), t);
            }
        });
        return all;
    }

    /// An option that changes the result must have its neutral value.
    private static void requireKnown(Source json) {
        if (!json.text("peft_type").equals("LORA")) {
            throw json.wrong("peft_type", "LORA", json.text("peft_type"));
        }
        if (!json.text("bias", "none").equals("none")) {
            throw json.wrong("bias", "none, since only low-rank updates of projections are read" + MERGE,
                    json.text("bias"));
        }
        Object start = json.find("init_lora_weights").orElse(true);
        if (!STARTS.contains(start)) {
            throw json.wrong("init_lora_weights", "one that leaves the base model's weights alone (gaussian, eva,"
                    + " orthogonal, true or false); convert the adapter with PEFT", start);
        }
        json.values().forEach((name, value) -> {
            boolean off = value.equals(false) || value.equals(Map.of()) || value.equals(List.of());
            if (!off && !HARMLESS.contains(name) && !READ.contains(name)) {
                throw json.wrong(name, "an adapter that only updates projections, this one "
                        + MORE.getOrDefault(name, "has an option that is not known") + MERGE, value);
            }
        });
    }

    private static LoraConfig config(Source json, Set<String> paths) {
        List<String> targets = targets(json, paths);
        Map<String, Integer> ranks = new LinkedHashMap<>();
        json.object("rank_pattern").ifPresent(o -> o.values().keySet().forEach(k -> ranks.put(k, o.count(k))));
        Map<String, Double> alphas = new LinkedHashMap<>();
        json.object("alpha_pattern").ifPresent(o -> o.values().keySet().forEach(k -> alphas.put(k, o.number(k))));
        return T2lException.blaming(json.where(), () -> new LoraConfig(json.text("base_model_name_or_path", ""),
                json.count("r"), json.number("lora_alpha"), json.flag("use_rslora", false),
                json.number("lora_dropout", 0), targets, ranks, alphas));
    }

    /// The listed last names. If another option excludes some of their modules, or the targets are a regular expression
    /// over the base's modules, the full paths of the updates in the file.
    private static List<String> targets(Source json, Set<String> paths) {
        boolean listed = json.find("target_modules").orElse("") instanceof List<?>;
        List<String> targets = listed ? json.list("target_modules").stream().map(String::valueOf).toList() : List.of();
        List<?> layers = switch (json.find("layers_to_transform").orElse(List.of())) {
            case List<?> all -> all;
            case Object one -> List.of(one);
        };
        boolean excluded = json.find("exclude_modules").filter(some -> !some.equals(List.of())).isPresent();
        if (paths.isEmpty() || (listed && layers.isEmpty() && !excluded)) {
            return targets;
        }
        for (Object layer : layers) {
            for (String target : targets) {
                if (paths.stream().noneMatch(p -> LoraConfig.named(p, target) && p.contains("." + layer + "."))) {
                    throw json.wrong("layers_to_transform", "tensors for " + target + " of every layer in it",
                            "none for layer " + layer);
                }
            }
        }
        return List.copyOf(new TreeSet<>(paths));
    }

    /// Writes a new directory atomically; throws [T2lException] if it exists or cannot be written.
    public static void write(Path directory, Lora lora) {
        write(directory, lora, Optional.empty());
    }

    /// The same, with the chat template of its prompts, if that is not the model's own.
    public static void write(Path directory, Lora lora, Optional<ChatTemplate> template) {
        WholeFile.createDirectory(directory, part -> replace(part, lora, template));
    }

    /// Writes into an existing directory, replacing an adapter there; throws [T2lException] if it cannot be written.
    public static void replace(Path directory, Lora lora) {
        SafeTensors.replace(directory.resolve(WEIGHTS), tensors(lora), Map.of());
        replaceConfig(directory, lora.config());
    }

    /// The same, with the chat template of its prompts, if that is not the model's own.
    public static void replace(Path directory, Lora lora, Optional<ChatTemplate> template) {
        template.ifPresent(prompts -> prompts.write(directory));
        replace(directory, lora);
    }

    private static Map<String, Tensor> tensors(Lora lora) {
        Map<String, Tensor> tensors = new TreeMap<>();
        lora.requireLowRank("a new PEFT directory").updates().forEach((path, u) -> {
            tensors.put(keyOfA(path), u.a());
            tensors.put(keyOfB(path), u.b());
        });
        return tensors;
    }

    /// The bytes of the file with the factors, as [#write] writes it.
    public static byte[] bytes(Lora lora) {
        return SafeTensors.bytes(tensors(lora), Map.of());
    }

    /// The content of `adapter_config.json`, as [#write] writes it.
    public static String configText(LoraConfig config) {
        return new String(json(config), StandardCharsets.UTF_8);
    }

    /// Writes only the configuration into an existing directory, replacing one there.
    public static void replaceConfig(Path directory, LoraConfig config) {
        WholeFile.replace(directory.resolve(CONFIG), json(config));
    }

    private static byte[] json(LoraConfig c) {
        Map<String, Object> fields = new TreeMap<>();
        for (String absent : List.of("auto_mapping", "corda_config", "eva_config", "exclude_modules",
                "layer_replication", "layers_pattern", "layers_to_transform", "megatron_config", "modules_to_save",
                "revision", "trainable_token_indices")) {
            fields.put(absent, null);
        }
        for (String no : List.of("fan_in_fan_out", "inference_mode", "lora_bias", "use_dora")) {
            fields.put(no, false);
        }
        Map<String, Object> alphas = new LinkedHashMap<>();
        c.alphaPattern().forEach((path, alpha) -> alphas.put(path, number(alpha)));
        fields.put("alpha_pattern", alphas);
        fields.put("base_model_name_or_path", c.base().isEmpty() ? null : c.base());
        fields.put("bias", "none");
        fields.put("init_lora_weights", true);
        fields.put("loftq_config", Map.of());
        fields.put("lora_alpha", number(c.alpha()));
        fields.put("lora_dropout", number(c.dropout()));
        fields.put("megatron_core", "megatron.core");
        fields.put("peft_type", "LORA");
        fields.put("r", c.rank());
        fields.put("rank_pattern", c.rankPattern());
        fields.put("target_modules", c.targets());
        fields.put("task_type", "CAUSAL_LM");
        fields.put("use_rslora", c.rankStable());
        var out = new ByteArrayOutputStream();
        // The layout of Python's json.dumps(indent=2, sort_keys=True).
        var indent = new DefaultIndenter("  ", "\n");
        var layout = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER).withObjectEmptySeparator("")
                .withArrayEmptySeparator(""))
                .withObjectIndenter(indent).withArrayIndenter(indent);
        JsonFactory factory = JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE).build();
        try (JsonGenerator json = factory.createGenerator(out).setPrettyPrinter(layout)) {
            JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).write(fields, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// Without a point where PEFT has an int.
    private static Number number(double d) {
        if (d == Math.rint(d) && Math.abs(d) < 1e9 && d != 0) {
            return (int) d;
        }
        return d;
    }
}
