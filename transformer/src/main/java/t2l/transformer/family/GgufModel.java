package t2l.transformer.family;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.Gguf;
import t2l.transformer.*;
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
    private static final Map<DType, Integer> FILE_TYPES = Map.ofEntries(Map.entry(DType.F32, 0),
            Map.entry(DType.F16, 1),
            Map.entry(DType.Q4_0, 2), Map.entry(DType.Q4_1, 3), Map.entry(DType.Q8_0, 7), Map.entry(DType.Q5_0, 8),
            Map.entry(DType.Q5_1, 9), Map.entry(DType.Q4_K, 15), Map.entry(DType.Q5_K, 17), Map.entry(DType.Q6_K, 18),
            Map.entry(DType.IQ4_NL, 25), Map.entry(DType.IQ4_XS, 30), Map.entry(DType.BF16, 32),
            Map.entry(DType.MXFP4, 38));

    /// The number of a layer, and the ends of the names of values and of what leaves a feed-forward.
    private static final Pattern VALUES = Pattern
            .compile("\\D+\\.(\\d+)\\..*\\b(v_proj|qkv_proj|c_attn|in_proj_qkv)\\.weight");
    private static final Pattern DOWN = Pattern
            .compile("\\D+\\.(\\d+)\\..*\\b(down_proj|w2|output_linear|mlp\\.c_proj)\\.weight");

    /// Order of the tensors: embedding, layers, head.
    private static final Comparator<String> ORDER = Comparator.comparingInt(GgufModel::layer)
            .thenComparing(Comparator.naturalOrder());

    public GgufModel {
        metadata = new LinkedHashMap<>(metadata);
        weights = new LinkedHashMap<>(weights);
    }

    /// The metadata of a GGUF file unchanged, or those of a Hugging Face directory. Throws [T2lException] if GGUF cannot
    /// represent its tokenizer, or like [Checkpoint#decoder] if the model is incomplete.
    ///
    /// @param name      of the model of a directory
    /// @param tokenizer whether to include the tokenizer of a directory
    public static GgufModel of(Checkpoint model, String name, boolean tokenizer) {
        DecoderConfig c = model.config();
        if (model.file().isPresent()) {
            return new GgufModel(model.file().get().metadata(), c, model.used());
        }
        Map<String, Gguf.Value> all = new LinkedHashMap<>();
        all.put(ARCHITECTURE, Gguf.Value.of(c.architecture()));
        all.put("general.type", Gguf.Value.of("model"));
        all.put("general.name", Gguf.Value.of(name));
        all.putAll(GgufSettings.of(c, model.family()));
        if (tokenizer) {
            all.putAll(HubVocabulary.read(model.path(), c.vocabulary()).metadata());
            ChatTemplate.read(model.path()).ifPresent(
                    template -> all.put("tokenizer.chat_template", Gguf.Value.of(template.source())));
        }
        return new GgufModel(all, c, model.used());
    }

    /// Writes a file or replaces an existing one. Throws [T2lException] if the file could not represent the model
    /// exactly, or cannot be written.
    ///
    /// @param type of the matrices, see [WeightTypes#as]; unchanged if empty
    public void write(Path to, Optional<DType> type, Kernels kernels) {
        write(to, arena -> type.isPresent()
                ? WeightTypes.as(type.get(), weights, kernels, arena)
                : WeightTypes.asStored(weights, kernels, arena));
    }

    /// The same with llama.cpp's mix Q4_K_M: matrices in Q4_K, but in half of the layers values and what leaves the
    /// feed-forward in Q6_K, and of eight experts more. Source: llama.cpp, `llama_tensor_get_type_impl` of `llama-quant.cpp`.
    public void writeMixed(Path to, Kernels kernels) {
        Set<String> finer = new HashSet<>(finer(VALUES));
        finer.addAll(finer(DOWN));
        boolean eight = config.experts().filter(e -> e.count() == 8).isPresent();
        Function<String, DType> type = name -> {
            if (eight && (name.endsWith(".k_proj.weight") || VALUES.matcher(name).matches())) {
                return DType.Q8_0;
            }
            return eight && name.endsWith(".o_proj.weight")
                    ? DType.Q5_K
                    : finer.contains(name) ? DType.Q6_K : DType.Q4_K;
        };
        write(to, arena -> WeightTypes.as(type, weights, kernels, arena));
    }

    /// The weights of these names in an eighth of the layers at either end and in every third between.
    private Set<String> finer(Pattern named) {
        Map<Integer, Set<String>> layers = new TreeMap<>();
        weights.keySet().stream().map(named::matcher).filter(Matcher::matches).forEach(
                m -> layers.computeIfAbsent(Integer.valueOf(m.group(1)), _ -> new HashSet<>()).add(m.group()));
        List<Set<String>> all = List.copyOf(layers.values());
        int n = all.size();
        return IntStream.range(0, n).filter(i -> i < n / 8 || i >= 7 * n / 8 || (i - n / 8) % 3 == 2)
                .mapToObj(all::get).flatMap(Set::stream).collect(Collectors.toSet());
    }

    private void write(Path to, Function<Arena, Map<String, Tensor>> typed) {
        String architecture = config.architecture();
        Family family = Family.of(new Gguf(to, metadata, Map.of(), Map.of()));
        try (Arena arena = Arena.ofShared()) {
            Map<String, Tensor> held = ExpertTensors.stacked(Granite.GraniteHybrid.apart(typed.apply(arena)), arena);
            Map<String, Tensor> tensors = new LinkedHashMap<>(rotations(arena));
            held.keySet().stream().sorted(ORDER).forEach(name -> {
                String path = GgufNames.owner(name);
                String stored = Family.module(architecture, name)
                        .or(() -> Family.module(architecture, path)
                                .map(module -> module + name.substring(path.length())))
                        .orElseThrow(() -> new T2lException(to + ": " + name + ": GGUF has no name for this tensor"));
                tensors.put(stored, family.converted(name, held.get(name), config, false, arena));
            });
            Map<String, Gguf.Value> said = new LinkedHashMap<>(metadata);
            said.putAll(GgufSettings.of(config.scaling(), architecture));
            said.remove(FILE_TYPE);
            fileType(tensors.values()).ifPresent(number -> said.put(FILE_TYPE, Gguf.Value.of(number)));
            said.put("general.quantization_version", Gguf.Value.of(2));
            var file = new Gguf(to, said, tensors, Map.of());
            if (!family.config(file).windows().equals(config.windows())) {
                said.put(architecture + "." + GgufSettings.PATTERN,
                        Gguf.Value.flags(config.windows().stream().map(window -> window > 0).toList()));
                file = new Gguf(to, said, tensors, Map.of());
            }
            requireRoundTrip(to, family.config(file));
            Gguf.replace(to, said, tensors);
        }
    }

    /// What llama.cpp computes in another way than the file says, if there is something.
    public Optional<String> difference() {
        if (config.scaling() instanceof RopeScaling.Yarn yarn && !yarn.whole()) {
            return Optional.of("llama.cpp rounds the pairs between which YaRN interpolates in " + config.architecture()
                    + " files: all texts get slightly other numbers there");
        }
        int window = config.windows().stream().filter(w -> w > 0).min(Integer::compare).orElse(0);
        return window == 0 || Family.of(new Gguf(Path.of(""), metadata, Map.of(), Map.of())).facts().windowed()
                ? Optional.empty()
                : Optional.of("llama.cpp passes over the sliding windows of " + config.architecture()
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

    /// The scaling of RoPE as far as it is stored in tensors.
    private Map<String, Tensor> rotations(Arena arena) {
        return switch (config.scaling()) {
            case RopeScaling.Llama3 _,RopeScaling.Divided _ -> Map.of(Llama.ROTATIONS, divisors(arena));
            case RopeScaling.LongRope scaling ->
                Map.of(GgufSettings.SHORT, vector(scaling.by(), arena), GgufSettings.LONG,
                        vector(scaling.beyond(), arena));
            case RopeScaling.Proportional scaling -> {
                int pairs = config.perLayer().orElseThrow().headWidth() / 2;
                yield Map.of(Llama.ROTATIONS, vector(IntStream.range(0, pairs)
                        .mapToObj(i -> scaling.apply(1, i, 2 * pairs) > 0 ? 1 : Gemma4.STILL).toList(), arena));
            }
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
        int rotated = config.rotated();
        Tensor by = Tensor.allocate(arena, DType.F32, rotated / 2);
        for (int i = 0; i < rotated / 2; i++) {
            double frequency = Math.pow(config.theta(), -2.0 * i / rotated);
            by.set(i, frequency / config.scaling().apply(frequency, i, rotated));
        }
        return by;
    }

    /// A reader of the file must get this model back.
    private void requireRoundTrip(Path to, DecoderConfig read) {
        Map<String, Object> want = facts(config);
        Map<String, Object> got = facts(read);
        if (!got.equals(want)) {
            throw new T2lException(to + ": needs a model that GGUF has words for, it would say "
                    + want.keySet().stream()
                            .filter(name -> !got.get(name).equals(want.get(name)))
                            .map(name -> name + " " + got.get(name) + " in place of " + want.get(name))
                            .collect(Collectors.joining(", ")));
        }
    }

    /// What a file says of a model and as it stores it, by the names in error messages: all but scalings that are tensors.
    static Map<String, Object> facts(DecoderConfig c) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("scale of scores", (float) c.scoreScale());
        facts.put("growth of queries", (float) c.queryGrowth());
        facts.put("scales of embeddings, outputs and logits",
                List.of((float) c.embeddingScale(), (float) c.residualScale(), (float) c.logitScale()));
        facts.put("soft caps", List.of((float) c.scoreCap(), (float) c.logitCap()));
        facts.put("windows", c.windows());
        facts.put("layers without RoPE", c.noRope());
        facts.put("RoPE",
                List.of(c.rotated() > 0 ? (float) c.theta() : 0, rounded(c.scaling()), c.rotated(), c.interleaved()));
        facts.put("RoPE in windows", c.localTheta().map(Double::floatValue));
        facts.put("experts:", c.experts().map(Experts.Config::toString).orElse("none"));
        facts.put("convolutions", c.convolution());
        facts.put("delta rules", List.of(c.delta(), c.gatedAttention()));
        facts.put("layers of their own", c.perLayer());
        facts.put("biases", c.biased());
        facts.put("activation", c.activation());
        facts.put("norms", List.of(c.normPlace(), c.qkNorm(), c.normOffset(), c.layerNorm()));
        facts.put("parts", List.of(c.architecture(), c.gated(), c.learnedPositions()));
        facts.put("sizes", List.of(c.vocabulary(), c.width(), c.hidden(), c.layers(), c.heads(), c.keyValueHeads(),
                c.headWidth(), c.positions()));
        facts.put("eps", (float) c.eps());
        facts.put("tied embeddings", c.tied());
        return facts;
    }

    /// The amplitude of YaRN is in files a factor of another number, hence six digits.
    private static RopeScaling rounded(RopeScaling scaling) {
        return switch (scaling) {
            case RopeScaling.Linear(double factor) -> new RopeScaling.Linear((float) factor);
            case RopeScaling.Yarn y -> new RopeScaling.Yarn((float) y.factor(), y.fast(), y.slow(), y.original(),
                    (float) y.theta(), y.whole(), Math.rint(1e6 * y.amplitude()) / 1e6);
            case RopeScaling.LongRope l -> new RopeScaling.LongRope(rounded(l.by()), rounded(l.beyond()), l.original(),
                    (float) l.amplitude());
            case RopeScaling.Proportional p -> p;
            default -> new RopeScaling.None();
        };
    }

    private static List<Double> rounded(List<Double> numbers) {
        return numbers.stream().map(number -> (double) number.floatValue()).toList();
    }
}
