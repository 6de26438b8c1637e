package t2l.transformer.family;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.io.*;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;
import t2l.transformer.family.Gemma2.Gemma3;
import t2l.transformer.family.Granite.GraniteHybrid;
import t2l.transformer.family.Llama.*;
import t2l.transformer.family.Mistral.Mixtral;
import t2l.transformer.family.Olmo2.Olmo3;
import t2l.transformer.family.Qwen.*;

/// A family of decoders: how its `config.json` or its GGUF metadata map to a [DecoderConfig].
public sealed interface Family
        permits Llama, Mistral, Mixtral, Qwen2, Qwen3, Qwen3Moe, Gemma2, Phi3, Olmo2, Gemma4, Lfm2, Qwen35, Gpt2 {
    /// The beginning of the names of tensors in GGUF files that read images or sound. Source: llama.cpp, `clip-impl.h`.
    Pattern OTHER_PART = Pattern.compile("(v|mm|a)\\.");

    /// A setting that `config.json` and GGUF files have.
    ///
    /// @param name in `config.json`
    /// @param key  in GGUF, without the architecture
    /// @param of   its value: an `Integer`, a `Double`, a list of flags, or `null` where a GGUF file does not have it
    record Setting(String name, String key, Function<DecoderConfig, Object> of) {}

    /// All families.
    static List<Family> all() {
        return List.of(new Llama(), new Mistral(), new Mixtral(), new Qwen2(), new Qwen3(), new Qwen3Moe(),
                new Gemma2(),
                new Gemma3(), new Phi3(), new Olmo2(), new Olmo3(), new SmolLm3(), new Granite(), new GraniteHybrid(),
                new Ministral3(), new Exaone4(), new Ernie45(), new Hunyuan(), new GptOss(), new Gemma4(), new Lfm2(),
                new Qwen35(), new Gpt2());
    }

    /// What is the same for all models of a family.
    ///
    /// @param modelType    the `model_type` of its `config.json`
    /// @param architecture the `general.architecture` of its GGUF files
    /// @param names        of its modules in GGUF files
    /// @param settings     that it has in `config.json` and in GGUF files besides those of all families
    /// @param windowed     whether llama.cpp knows sliding windows in files of this architecture
    record Facts(String modelType, String architecture, GgufNames names, List<Setting> settings, boolean windowed) {
        /// Those of a family that GGUF files call the same and whose modules they call as those of a Llama.
        Facts(String modelType) {
            this(modelType, modelType, GgufNames.LLAMA, List.of(), false);
        }
    }

    /// What is the same for all its models.
    Facts facts();

    /// The sizes in a `config.json`; throws [T2lException] if one is missing or a setting is unsupported. They are checked when
    /// they are built.
    DecoderConfig.Builder describe(Source config);

    /// The configuration in a `config.json`; throws [T2lException] if a size is missing or impossible, or a setting is
    /// unsupported.
    default DecoderConfig config(Source c) {
        return build(c, _ -> {});
    }

    private DecoderConfig build(Source c, Consumer<DecoderConfig.Builder> completing) {
        return T2lException.blaming(c.where(), () -> {
            DecoderConfig.Builder sizes = describe(c);
            sizes.architecture = facts().architecture();
            completing.accept(sizes);
            return sizes.build();
        });
    }

    /// The configuration in the metadata of a GGUF file; throws like [#config(Source)].
    default DecoderConfig config(Gguf file) {
        Source c = GgufSettings.read(file, this);
        return build(c, sizes -> {
            if (!c.list(ConfigReader.TYPES).isEmpty()) {
                sizes.windows = ConfigReader.windows(c, _ -> true);
            }
            complete(sizes, file);
        });
    }

    /// Adds what only the tensors of a GGUF file say.
    default void complete(DecoderConfig.Builder sizes, Gguf file) {}

    /// Settings of `config.json` that a GGUF file leaves out: they have these values there.
    default Map<String, Object> implied(Source gguf) {
        return Map.of();
    }

    /// The names of the modules in GGUF files of this architecture, and in adapters for it.
    static GgufNames names(String architecture) {
        return of(architecture).findFirst().orElseThrow().names();
    }

    /// The name in GGUF files of this architecture of the module at `path`, whichever of its families has such a path.
    static Optional<String> module(String architecture, String path) {
        return of(architecture).flatMap(facts -> facts.names().module(path).stream()).findFirst();
    }

    private static Stream<Facts> of(String architecture) {
        return all().stream().map(Family::facts).filter(facts -> facts.architecture().equals(architecture));
    }

    /// The tensors of a GGUF file that describe RoPE and are no weights.
    default Set<String> rotations() {
        return Set.of();
    }

    /// The tensors of a file as published; those in other types than kernels compute with are converted into memory of `into`.
    /// Throws [T2lException] if one cannot be.
    default Map<String, Tensor> read(TensorFile file, SegmentAllocator into) {
        return file.computable(into).tensors();
    }

    /// The weights in a state dict, given as published; changed tensors are copied into memory of `into`.
    default Map<String, Tensor> weights(Map<String, Tensor> published, SegmentAllocator into) {
        return published;
    }

    /// Converts a tensor of a state dict to the form in which it is published; a changed one is copied into memory of
    /// `into`.
    default Tensor published(String name, Tensor t, SegmentAllocator into) {
        return t;
    }

    /// The weights of a state dict in the form in which they are published; changed ones are copied into memory of `into`.
    default Map<String, Tensor> published(Map<String, Tensor> weights, SegmentAllocator into) {
        Map<String, Tensor> published = new LinkedHashMap<>();
        weights.forEach((name, t) -> published.put(name, published(name, t, into)));
        return published;
    }

    /// Converts a tensor, given by its Hugging Face name, between its forms in a GGUF file and in a state dict; a changed
    /// tensor is copied into memory of `into`.
    ///
    /// @param reading whether it is one of a GGUF file
    default Tensor converted(String name, Tensor t, DecoderConfig config, boolean reading, SegmentAllocator into) {
        return GgufNames.reordered(GgufNames.owner(name), t, config, reading, into);
    }

    /// The weights in a GGUF file by their Hugging Face names and in their form in a state dict, without those of parts that
    /// read images or sound. Changed tensors are copied into memory of `into`.
    default Map<String, Tensor> weights(Gguf file, DecoderConfig config, SegmentAllocator into) {
        Map<String, Tensor> text = new LinkedHashMap<>(file.tensors());
        if (text.keySet().removeIf(name -> OTHER_PART.matcher(name).lookingAt())) {
            System.getLogger(Family.class.getName()).log(System.Logger.Level.INFO,
                    "{0}: only its text part is used; {1} tensors of parts that read images or sound (v.*, mm.*, a.*) are not",
                    file.path(), file.tensors().size() - text.size());
        }
        Map<String, Tensor> named = ExpertTensors.single(facts().names().rename(text));
        named.keySet().removeAll(rotations());
        named.replaceAll((name, t) -> converted(name, t, config, true, into));
        return named;
    }

    /// The fields that the text part of a larger model leaves out of its configuration where they have these values.
    default Map<String, Object> sizes() {
        return Map.of();
    }

    /// The family of this `config.json`, if it is one of these.
    static Optional<Family> find(Source config) {
        return config.findText("model_type")
                .flatMap(type -> all().stream().filter(f -> f.facts().modelType().equals(type)).findFirst());
    }

    /// The family of this `config.json`; throws [T2lException] if there is none.
    static Family of(Source config) {
        return named(Facts::modelType, config.where(), config.text("model_type"));
    }

    /// Whether a GGUF file holds an adapter and no model, by its metadata.
    static boolean isAdapter(Gguf file) {
        return file.has("general.type") && file.text("general.type").equals("adapter");
    }

    /// The family of this GGUF file; throws [T2lException] if there is none.
    static Family of(Gguf file) {
        if (isAdapter(file)) {
            throw new T2lException(file.path() + ": needs a model, this is an adapter; name it in the setting adapter");
        }
        String architecture = file.text("general.architecture");
        if (architecture.equals("clip")) {
            throw new T2lException(file.path() + ": needs a model, this is a part that reads images or sound (mmproj);"
                    + " name the .gguf file of the model itself");
        }
        return named(Facts::architecture, file.path().toString(), architecture);
    }

    private static Family named(Function<Facts, String> name, String where, String type) {
        return all().stream().filter(f -> name.apply(f.facts()).equals(type)).findFirst()
                .orElseThrow(() -> new T2lException(where + ": needs a model of one of the families "
                        + all().stream().map(Family::facts).map(name).distinct().collect(Collectors.joining(", "))
                        + ", got " + type));
    }
}
