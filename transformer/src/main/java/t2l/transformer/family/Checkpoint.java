package t2l.transformer.family;

import module java.base;
import t2l.autograd.StateDict;
import t2l.tensor.*;
import t2l.tensor.io.*;
import t2l.tensor.settings.Source;
import t2l.transformer.*;
import t2l.transformer.hub.HubCache;
import t2l.transformer.template.*;
import t2l.transformer.text.Tokenizer;

/// A decoder read from a file or a directory: its sizes, its tensors by their Hugging Face names, and its end tokens.
///
/// @param path    of the GGUF file or the Hugging Face directory
/// @param file    the GGUF file, if it is one
/// @param weights by state-dict name
/// @param ends    ids of the tokens that end a text
public record Checkpoint(Path path, Optional<Gguf> file, Family family, DecoderConfig config,
        Map<String, Tensor> weights, Set<Integer> ends) {
    private static final String TOKENS = "tokenizer.ggml.tokens";
    /// Source: llama.cpp, `llama-vocab.cpp`.
    private static final Set<String> ENDS = Set.of("<|eot_id|>", "<|im_end|>", "<|end|>", "<|return|>", "<end_of_turn>",
            "<|endoftext|>", "<|eom_id|>", "<EOT>", "_<EOT>", "[EOT]", "[EOS]", "<|end_of_text|>",
            "<end_of_utterance>", "<turn|>", "<|tool_response>");

    public Checkpoint {
        weights = Map.copyOf(weights);
        ends = Set.copyOf(ends);
    }

    /// Opens a GGUF file or a Hugging Face directory; its tensors live as long as `arena`. Throws [T2lException] if it
    /// is neither, or of an unsupported family.
    public static Checkpoint open(Path path, Arena arena) {
        return Files.isDirectory(path) ? directory(path, arena) : file(gguf(path, Gguf::map, arena), arena);
    }

    /// Like [#open] of a GGUF file, but reads it whole: what happens to it later has no effect.
    static Checkpoint read(Path path, Arena arena) {
        return file(gguf(path, Gguf::open, arena), arena);
    }

    /// Only the sizes, from a directory with at least `config.json`, or a GGUF file, of which no weight is read. Throws
    /// [T2lException] like [#open].
    public static DecoderConfig config(Path path) {
        if (Files.isDirectory(path)) {
            Source config = described(path);
            return Family.of(config).config(config);
        }
        try (Arena arena = Arena.ofConfined()) {
            Gguf file = gguf(path, Gguf::map, arena);
            return Family.of(file).config(file);
        }
    }

    private static Gguf gguf(Path path, BiFunction<Path, Arena, Gguf> open, Arena arena) {
        if (!Files.exists(path)) {
            throw new T2lException(path + ": needs a model, a directory with config.json or a .gguf file; there is"
                    + " nothing of that name" + HubCache.hint(path.toString()));
        }
        return open.apply(path, arena);
    }

    private static Source described(Path directory) {
        Path config = directory.resolve("config.json");
        if (!Files.exists(config) && Files.exists(directory.resolve("adapter_config.json"))) {
            throw new T2lException(directory + ": needs a model, this is "
                    + (Files.exists(directory.resolve("args.yaml"))
                            ? "a hypernetwork; name it in the setting hypernetwork"
                            : "an adapter; name it in the setting adapter"));
        }
        if (!Files.exists(config)) {
            throw new T2lException(directory + ": needs a model, a directory with config.json or a .gguf file; this"
                    + " directory has no config.json");
        }
        return TextPart.read(config);
    }

    private static Checkpoint directory(Path path, Arena arena) {
        Source config = described(path);
        Family family = Family.of(config);
        Path generation = path.resolve("generation_config.json");
        List<Integer> ends = Files.exists(generation) ? Source.read(generation).counts("eos_token_id") : List.of();
        return new Checkpoint(path, Optional.empty(), family, family.config(config),
                family.weights(TextPart.of(family.read(TensorFile.map(path, arena), arena)), arena),
                new LinkedHashSet<>(ends.isEmpty() ? config.counts("eos_token_id") : ends));
    }

    private static Checkpoint file(Gguf stored, Arena arena) {
        Family family = Family.of(stored);
        return T2lException.blaming(stored.path().toString(), () -> {
            DecoderConfig config = family.config(stored);
            Gguf file = stored.computable(arena); // which says how it holds them, of a model that it can hold
            return new Checkpoint(file.path(), Optional.of(file), family, config, family.weights(file, config, arena),
                    ends(file));
        });
    }

    /// The tokens that the file says end a text, and as in llama.cpp those that do so in all models that have them.
    private static Set<Integer> ends(Gguf file) {
        Set<Integer> ends = Stream.of("eos", "eot", "eom").map(end -> "tokenizer.ggml." + end + "_token_id")
                .filter(file::has).map(file::whole)
                .filter(id -> id >= 0 && id <= Integer.MAX_VALUE) // one that there is not ends nothing
                .map(Math::toIntExact).collect(Collectors.toSet());
        if (file.has(TOKENS)) {
            List<String> tokens = file.texts(TOKENS);
            IntStream.range(0, tokens.size()).filter(id -> ENDS.contains(tokens.get(id))).forEach(ends::add);
        }
        return ends;
    }

    /// How the model reads and writes text, if it has a tokenizer.
    public Optional<PromptFormat> format() {
        if (file.isPresent()) {
            return file.filter(gguf -> gguf.has(TOKENS))
                    .map(gguf -> new PromptFormat(Tokenizer.of(gguf), ChatTemplate.of(gguf)));
        }
        return Files.isRegularFile(path.resolve("tokenizer.json"))
                ? Optional.of(new PromptFormat(Tokenizer.read(path), ChatTemplate.read(path)))
                : Optional.empty();
    }

    /// The model, frozen. Throws [T2lException] if a tensor is missing, has another shape, or is not used.
    public Decoder decoder() {
        StateDict state = new StateDict(path.toString(), own());
        Decoder decoder = Decoder.of(state, config);
        state.requireAllUsed();
        return decoder;
    }

    /// The weights of the model, by state-dict name. Throws [T2lException] like [#decoder].
    public Map<String, Tensor> used() {
        decoder();
        return own();
    }

    /// All weights except the computable ones that old versions of transformers saved.
    private Map<String, Tensor> own() {
        Map<String, Tensor> own = new LinkedHashMap<>(weights);
        own.keySet().removeIf(name -> name.endsWith(".rotary_emb.inv_freq") || (config.tied()
                && name.equals("lm_head.weight")));
        return own;
    }

    /// A copy with other weights.
    public Checkpoint with(Map<String, Tensor> others) {
        return new Checkpoint(path, file, family, config, others, ends);
    }
}
