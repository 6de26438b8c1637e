package t2l.transformer.family;

import module java.base;
import t2l.tensor.DType;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.Gguf;
import t2l.transformer.Decoder;
import t2l.transformer.DecoderConfig;
import t2l.transformer.template.ChatTemplate;
import t2l.transformer.template.PromptFormat;
import t2l.transformer.text.Tokenizer;

/// A decoder ready for use, with its frozen weights, its tokenizer, and the memory that holds them. Immutable and
/// thread-safe until it is closed; each thread needs kernels of its own to compute with it.
public final class LanguageModel implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final Checkpoint checkpoint;
    private final Decoder decoder;
    private final Optional<PromptFormat> format;

    private LanguageModel(Path path, Optional<DType> held, Optional<ChatTemplate> template, boolean mapped,
            Kernels kernels) {
        Arena files = mapped ? arena : Arena.ofShared();
        try {
            Optional<Gguf> file = Files.isRegularFile(path) ? Optional.of(Gguf.map(path, files)) : Optional.empty();
            Checkpoint stored = file.isPresent() ? Checkpoint.of(file.get(), files) : Checkpoint.open(path, files);
            Map<String, Tensor> weights = held.isPresent()
                    ? WeightTypes.as(held.get(), stored.weights(), kernels, arena)
                    : WeightTypes.asStored(stored.weights(), kernels, arena);
            checkpoint = stored.with(mapped
                    ? weights
                    : WeightTypes.copied(weights, stored.weights().values(), kernels, arena));
            decoder = checkpoint.decoder();
            Optional<PromptFormat> own = file.isPresent() ? format(file.get()) : format(path);
            format = own.map(f -> f.with(template));
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        } finally {
            if (!mapped) {
                files.close();
            }
        }
    }

    /// Opens a Hugging Face directory, a GGUF file, or `builtin:NAME`. Its matrices are mapped, not read, unless they are of
    /// another type than `held`: it opens at once, processes that have it open share its memory, and its files must not become
    /// shorter meanwhile. Throws [T2lException] if it is missing, damaged, or of an unsupported family.
    ///
    /// @param held    type of the matrices in memory; that of the file if empty
    /// @param kernels run conversions
    public static LanguageModel open(String name, Optional<DType> held, Kernels kernels) {
        return open(name, held, Optional.empty(), kernels);
    }

    /// Like [#open(String, Optional, Kernels)].
    ///
    /// @param template replaces the model's own chat template
    public static LanguageModel open(String name, Optional<DType> held, Optional<ChatTemplate> template,
            Kernels kernels) {
        return Builtin.openModel(name, path -> new LanguageModel(path, held, template, true, kernels));
    }

    /// Like [#open(String, Optional, Optional, Kernels)], but reads the model into memory of its own, in large pages where the
    /// system has them: what happens to its files later has no effect.
    public static LanguageModel read(String name, Optional<DType> held, Optional<ChatTemplate> template,
            Kernels kernels) {
        return Builtin.openModel(name, path -> new LanguageModel(path, held, template, false, kernels));
    }

    private static Optional<PromptFormat> format(Path directory) {
        return Files.isRegularFile(directory.resolve("tokenizer.json"))
                ? Optional.of(new PromptFormat(Tokenizer.read(directory), ChatTemplate.read(directory)))
                : Optional.empty();
    }

    private static Optional<PromptFormat> format(Gguf file) {
        return file.has("tokenizer.ggml.tokens")
                ? Optional.of(new PromptFormat(Tokenizer.of(file), ChatTemplate.of(file)))
                : Optional.empty();
    }

    public Decoder decoder() {
        return decoder;
    }

    public DecoderConfig config() {
        return checkpoint.config();
    }

    /// The weights in memory, by state-dict name.
    public Map<String, Tensor> weights() {
        return checkpoint.weights();
    }

    /// Whether it has a tokenizer.
    public boolean readsText() {
        return format.isPresent();
    }

    /// How it reads and writes text. Throws [T2lException] if the model has no tokenizer.
    public PromptFormat format() {
        return format.orElseThrow(() -> new T2lException(checkpoint.source()
                + ": needs a tokenizer (tokenizer.json) to read text, there is none; give token numbers instead"));
    }

    /// The tokenizer of [#format].
    public Tokenizer tokenizer() {
        return format().tokenizer();
    }

    /// Ids of the tokens that end a text.
    public Set<Integer> ends() {
        return checkpoint.ends();
    }

    /// Frees the memory; the model must not be used afterwards.
    @Override
    public void close() {
        arena.close();
    }
}
