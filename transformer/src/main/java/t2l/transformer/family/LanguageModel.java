package t2l.transformer.family;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.transformer.*;
import t2l.transformer.template.*;
import t2l.transformer.text.Tokenizer;

/// A decoder ready for use, with its frozen weights, its tokenizer, and the memory that holds them. Immutable and
/// thread-safe until it is closed; each thread needs kernels of its own to compute with it.
public final class LanguageModel implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final String source;
    private final DecoderConfig config;
    private final Map<String, Tensor> weights;
    private final Set<Integer> ends;
    private final Decoder decoder;
    private final Optional<PromptFormat> format;

    private LanguageModel(Path path, Optional<DType> held, Optional<ChatTemplate> template, boolean mapped,
            Kernels kernels) {
        boolean whole = !mapped && held.isEmpty() && !Files.isDirectory(path); // a file that is read as it is
        boolean kept = mapped || whole; // its bytes are the weights
        Arena files = kept ? arena : Arena.ofShared();
        try {
            Checkpoint stored = whole ? Checkpoint.read(path, files) : Checkpoint.open(path, files);
            Map<String, Tensor> typed = held.isPresent()
                    ? WeightTypes.as(held.get(), stored.weights(), kernels, arena)
                    : WeightTypes.asStored(stored.weights(), kernels, arena);
            weights = kept ? typed : WeightTypes.copied(typed, stored.weights().values(), kernels, arena);
            source = path.toString();
            config = stored.config();
            ends = stored.ends();
            decoder = stored.with(weights).decoder();
            format = stored.format().map(own -> own.with(template));
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        } finally {
            if (!kept) {
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
    /// system has them: what happens to its files later has no effect. Takes no more than a GGUF file has, if `held` is empty.
    public static LanguageModel read(String name, Optional<DType> held, Optional<ChatTemplate> template,
            Kernels kernels) {
        return Builtin.openModel(name, path -> new LanguageModel(path, held, template, false, kernels));
    }

    public Decoder decoder() {
        return decoder;
    }

    public DecoderConfig config() {
        return config;
    }

    /// The weights in memory, by state-dict name.
    public Map<String, Tensor> weights() {
        return weights;
    }

    /// Whether it has a tokenizer.
    public boolean readsText() {
        return format.isPresent();
    }

    /// How it reads and writes text. Throws [T2lException] if the model has no tokenizer.
    public PromptFormat format() {
        return format.orElseThrow(() -> new T2lException(source
                + ": needs a tokenizer (tokenizer.json) to read text, there is none; give token numbers instead"));
    }

    /// The tokenizer of [#format].
    public Tokenizer tokenizer() {
        return format().tokenizer();
    }

    /// Ids of the tokens that end a text.
    public Set<Integer> ends() {
        return ends;
    }

    /// Frees the memory; the model must not be used afterwards.
    @Override
    public void close() {
        arena.close();
    }
}
