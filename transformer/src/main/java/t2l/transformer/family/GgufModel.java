package t2l.transformer.family;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import t2l.tensor.DType;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.Gguf;
import t2l.transformer.DecoderConfig;
import t2l.transformer.ExpertTraits;
import t2l.transformer.PositionTraits;
import t2l.transformer.RopeScaling;
import t2l.transformer.ScaleTraits;
import t2l.transformer.template.ChatTemplate;
import t2l.transformer.text.HubVocabulary;

/// A model to be written to a GGUF file that llama.cpp loads. Source: llama.cpp, `convert_hf_to_gguf.py`.
///
/// @param metadata sizes, tokenizer and chat template under GGUF's keys
/// @param config   the sizes
/// @param weights  by state-dict name, of any type
public record GgufModel(Map<String, Gguf.Value> metadata, DecoderConfig config, Map<String, Tensor> weights) {
    private static final String ARCHITECTURE = "general.architecture";
    private static final String FILE_TYPE = "general.file_type";

    /// GGUF's number for the type of most tensors of a file.
    private static final Map<DType, Integer> FILE_TYPES = Map.of(DType.F32, 0, DType.F16, 1, DType.Q4_0, 2, DType.Q4_1,
            3, DType.Q8_0, 7, DType.BF16, 32);

    /// What a file says of a model, by its name in error messages.
    private static final Map<String, Function<DecoderConfig, Object>> SAID = said();

    /// Order of the tensors: embedding, layers, head.
    private static final Comparator<String> ORDER = Comparator.comparingInt(GgufModel::layer)
            .thenComparing(Comparator.naturalOrder());

    public GgufModel {
        metadata = new LinkedHashMap<>(metadata);
        weights = new LinkedHashMap<>(weights);
    }

    /// A Hugging Face directory. Throws [T2lException] if GGUF cannot represent its tokenizer, or like
    /// [Checkpoint#decoder] if the model is incomplete.
    ///
    /// @param model     the content of the directory
    /// @param name      the model's name
    /// @param tokenizer whether to include the tokenizer
    public static GgufModel directory(Path path, Checkpoint model, String name, boolean tokenizer) {
        DecoderConfig c = model.config();
        Map<String, Gguf.Value> all = new LinkedHashMap<>();
        Family family = Family.of(TextPart.read(path.resolve("config.json")));
        all.put(ARCHITECTURE, Gguf.Value.of(family.architecture()));
        all.put("general.type", Gguf.Value.of("model"));
        all.put("general.name", Gguf.Value.of(name));
        all.putAll(GgufSettings.of(c, family));
        if (tokenizer) {
            all.putAll(HubVocabulary.read(path, c.vocabulary()).metadata());
            ChatTemplate.read(path).ifPresent(
                    template -> all.put("tokenizer.chat_template", Gguf.Value.of(template.source())));
        }
        return new GgufModel(all, c, model.used());
    }

    /// A GGUF file, with its metadata unchanged. Throws [T2lException] if the model is incomplete.
    ///
    /// @param model the content of the file
    /// @param arena holds the metadata
    public static GgufModel file(Path path, Checkpoint model, Arena arena) {
        return new GgufModel(Gguf.map(path, arena).metadata(), model.config(), model.used());
    }

    /// A copy with other weights.
    public GgufModel with(Map<String, Tensor> others) {
        return new GgufModel(metadata, config, others);
    }

    /// Writes a file or replaces an existing one. Throws [T2lException] if the file could not represent the model
    /// exactly, or cannot be written.
    ///
    /// @param type of the matrices, see [WeightTypes#as]; unchanged if empty
    public void write(Path to, Optional<DType> type, Kernels kernels) {
        Family family = Family.of(new Gguf(to, metadata, Map.of(), Map.of()));
        try (Arena arena = Arena.ofShared()) {
            Map<String, Tensor> held = type.isPresent()
                    ? WeightTypes.as(type.get(), weights, kernels, arena)
                    : WeightTypes.asStored(weights, kernels, arena);
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.putAll(rotations(arena));
            Map<String, Tensor> stacked = ExpertTensors.stacked(held, arena);
            stacked.keySet().stream().sorted(ORDER).forEach(name -> {
                Tensor t = stacked.get(name);
                String path = GgufNames.owner(name);
                String module = Family.module(family.architecture(), path).orElseThrow(
                        () -> new T2lException(to + ": " + name + ": GGUF has no name for this tensor"));
                tensors.put(module + name.substring(path.length()), family.stored(name, t, config, arena));
            });
            Map<String, Gguf.Value> said = new LinkedHashMap<>(metadata);
            said.putAll(GgufSettings.of(config.scaling(), architecture()));
            fileType(tensors.values()).ifPresentOrElse(number -> said.put(FILE_TYPE, Gguf.Value.of(number)),
                    () -> said.remove(FILE_TYPE));
            said.put("general.quantization_version", Gguf.Value.of(2));
            List<Integer> windows = config.traits().positions().windows();
            if (!read(to, said, tensors).traits().positions().windows().equals(windows)) {
                said.put(architecture() + "." + GgufSettings.PATTERN,
                        Gguf.Value.flags(windows.stream().map(window -> window > 0).toList()));
            }
            requireSaid(to, read(to, said, tensors));
            Gguf.replace(to, said, tensors);
        }
    }

    /// What llama.cpp computes in another way than the file says, if there is something.
    public Optional<String> difference() {
        int window = config.traits().positions().windows().stream().filter(w -> w > 0).min(Integer::compare).orElse(0);
        return window == 0 || Family.of(new Gguf(Path.of(""), metadata, Map.of(), Map.of())).windowed()
                ? Optional.empty()
                : Optional.of("llama.cpp passes over the sliding windows of " + architecture()
                        + " files: texts of more than " + window + " tokens get other numbers there");
    }

    /// The number of the type of most matrices, if it has one.
    private static Optional<Integer> fileType(Collection<Tensor> tensors) {
        return tensors.stream().filter(t -> t.rank() > 1)
                .collect(Collectors.groupingBy(Tensor::dtype, TreeMap::new, Collectors.counting())).entrySet().stream()
                .max(Map.Entry.comparingByValue()).map(most -> FILE_TYPES.get(most.getKey()));
    }

    private static int layer(String name) {
        String[] parts = name.split("\\.", 4);
        return parts.length == 4 && parts[1].equals("layers")
                ? Integer.parseInt(parts[2])
                : name.contains("embed") ? -1 : Integer.MAX_VALUE;
    }

    private String architecture() {
        return metadata.get(ARCHITECTURE).content().toString();
    }

    /// The scaling of RoPE as far as it is stored in tensors.
    private Map<String, Tensor> rotations(Arena arena) {
        return switch (config.scaling()) {
            case RopeScaling.Llama3 _,RopeScaling.Divided _ -> Map.of(Llama.ROTATIONS, divisors(arena));
            case RopeScaling.LongRope scaling ->
                Map.of(GgufSettings.SHORT, vector(scaling.by(), arena), GgufSettings.LONG,
                        vector(scaling.beyond(), arena));
            default -> Map.of();
        };
    }

    private static Tensor vector(List<Double> numbers, Arena arena) {
        Tensor all = Tensor.allocate(arena, DType.F32, numbers.size());
        for (int i = 0; i < numbers.size(); i++) {
            all.set(i, numbers.get(i));
        }
        return all;
    }

    /// The divisor of each rotation.
    private Tensor divisors(Arena arena) {
        int rotated = config.traits().positions().rotated();
        Tensor by = Tensor.allocate(arena, DType.F32, rotated / 2);
        for (int i = 0; i < rotated / 2; i++) {
            double frequency = Math.pow(config.theta(), -2.0 * i / rotated);
            by.set(i, frequency / config.scaling().apply(frequency, i, rotated));
        }
        return by;
    }

    private static Map<String, Function<DecoderConfig, Object>> said() {
        Map<String, Function<DecoderConfig, Object>> said = new LinkedHashMap<>();
        said.put("scale of scores", c -> (float) c.traits().scales().scores());
        said.put("scales of embeddings, outputs and logits", c -> List.of(c.traits().scales().embedding(),
                c.traits().scales().residual(), c.traits().scales().logits()));
        said.put("soft caps", c -> List.of(c.traits().scales().scoreCap(), c.traits().scales().logitCap()));
        said.put("windows", c -> c.traits().positions().windows());
        said.put("layers without RoPE", c -> c.traits().positions().still());
        said.put("RoPE", c -> List.of(c.theta(), c.scaling(), c.traits().positions().rotated()));
        said.put("RoPE in windows", c -> c.traits().positions().local());
        said.put("experts:", c -> c.traits().experts().map(ExpertTraits::toString).orElse("none"));
        said.put("biases", c -> c.traits().biased());
        said.put("activation", c -> c.traits().activation());
        said.put("norms", c -> c.traits().norms());
        said.put("sizes", c -> List.of(c.vocabulary(), c.width(), c.hidden(), c.layers(), c.heads(), c.keyValueHeads(),
                c.headWidth(), c.positions()));
        said.put("eps", DecoderConfig::eps);
        said.put("tied embeddings", DecoderConfig::tied);
        return said;
    }

    private static DecoderConfig read(Path to, Map<String, Gguf.Value> said, Map<String, Tensor> tensors) {
        var file = new Gguf(to, said, tensors, Map.of());
        return Family.of(file).config(file);
    }

    /// A reader of the file must get this model back.
    private void requireSaid(Path to, DecoderConfig read) {
        DecoderConfig want = rounded(config);
        DecoderConfig got = rounded(read);
        if (!got.equals(want)) {
            throw new T2lException(to + ": needs a model that GGUF has words for, it would say " + SAID.entrySet()
                    .stream()
                    .filter(e -> !e.getValue().apply(got).equals(e.getValue().apply(want)))
                    .map(e -> e.getKey() + " " + e.getValue().apply(got) + " in place of " + e.getValue().apply(want))
                    .collect(Collectors.joining(", ")));
        }
    }

    /// The configuration as a file stores it; scalings stored as a tensor are left out, and so are names. The amplitude of
    /// YaRN is in files a factor of another number, hence six digits.
    static DecoderConfig rounded(DecoderConfig c) {
        RopeScaling scaling = switch (c.scaling()) {
            case RopeScaling.Linear(double factor) -> new RopeScaling.Linear((float) factor);
            case RopeScaling.Yarn y -> new RopeScaling.Yarn((float) y.factor(), y.fast(), y.slow(), y.original(),
                    (float) y.theta(), y.whole(), Math.rint(1e6 * y.amplitude()) / 1e6);
            case RopeScaling.LongRope l -> new RopeScaling.LongRope(rounded(l.by()), rounded(l.beyond()), l.original(),
                    (float) l.amplitude());
            default -> new RopeScaling.None();
        };
        PositionTraits places = c.traits().positions();
        ScaleTraits scales = c.traits().scales();
        return new DecoderConfig(c.vocabulary(), c.width(), c.hidden(), c.layers(), c.heads(), c.keyValueHeads(),
                c.headWidth(), c.positions(), (float) c.eps(), (float) c.theta(), scaling, c.tied(),
                c.traits().withNames(Map.of())
                        .with(new PositionTraits(places.windows(), places.rotated(), places.still(),
                                places.local().map(theta -> (double) theta.floatValue()), places.learned()))
                        .with(new ScaleTraits((float) scales.embedding(), (float) scales.residual(),
                                (float) scales.scores(), (float) scales.scoreCap(), (float) scales.logits(),
                                (float) scales.logitCap())));
    }

    private static List<Double> rounded(List<Double> numbers) {
        return numbers.stream().map(number -> (double) number.floatValue()).toList();
    }
}
