package t2l.transformer.family;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import t2l.tensor.DType;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.Gguf;
import t2l.transformer.Decoder;
import t2l.transformer.DecoderConfig;
import t2l.transformer.text.ChatTemplate;
import t2l.transformer.text.PromptFormat;
import t2l.transformer.text.Tokenizer;

/// A decoder ready for use: its frozen weights, its tokenizer, and the memory that holds them. Immutable and safe for
/// many threads until it is closed.
public final class LanguageModel implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final Checkpoint checkpoint;
    private final Decoder decoder;
    private final Optional<PromptFormat> format;

    private LanguageModel(Path path, Optional<DType> held, Kernels kernels) {
        try {
            Optional<Gguf> file = Files.isRegularFile(path) ? Optional.of(Gguf.open(path, arena)) : Optional.empty();
            Checkpoint stored = file.isPresent() ? Checkpoint.of(file.get(), arena) : Checkpoint.open(path, arena);
            checkpoint = stored.with(held.isPresent()
                    ? Holding.as(held.get(), stored.weights(), kernels, arena)
                    : Holding.asStored(stored.weights(), kernels, arena));
            decoder = checkpoint.decoder();
            format = file.isPresent() ? format(file.get()) : format(path);
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /// Opens a Hugging Face directory, a GGUF file, or `builtin:NAME`. Throws [T2lException] if it is not there, is
    /// damaged, or is of a family that is not known here.
    ///
    /// @param held    how to hold matrices; as they are stored if nothing is said
    /// @param kernels convert what must be converted
    public static LanguageModel open(String name, Optional<DType> held, Kernels kernels) {
        return Builtin.open(name, path -> new LanguageModel(path, held, kernels));
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

    /// The weights by state-dict name, as they are held.
    public Map<String, Tensor> weights() {
        return checkpoint.weights();
    }

    /// Whether it came with a tokenizer.
    public boolean readsText() {
        return format.isPresent();
    }

    /// How it reads and writes text. Throws [T2lException] if the model came without a tokenizer.
    public PromptFormat format() {
        return format.orElseThrow(() -> new T2lException(checkpoint.source()
                + ": needs a tokenizer (tokenizer.json) to read text, there is none; give token numbers instead"));
    }

    /// The tokenizer of [#format].
    public Tokenizer tokenizer() {
        return format().tokenizer();
    }

    /// Numbers of the tokens that end a text.
    public Set<Integer> ends() {
        return checkpoint.ends();
    }

    /// Gives the memory back; nothing of the model may be used any more.
    @Override
    public void close() {
        arena.close();
    }
}
