package t2l.peers;

import module java.base;
import com.github.tjake.jlama.model.AbstractModel;
import com.github.tjake.jlama.model.ModelSupport;
import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.safetensors.prompt.PromptContext;

/// Jlama as a peer of `t2l bench decode/model --model DIR`, of a Hugging Face directory: 32 tokens written after a short text.
/// With the argument `q4`, weights are its Q4, with activations in F32 and the embedding, which is also the last projection,
/// left in F32; weights in 8 bits it cannot multiply ("UnsupportedOperationException: F32 I8"). See `make.sh`.
public final class JlamaPeer {
    /// It counts two for the text.
    private static final int TOKENS = 32;

    /// Whether the number of threads is set, which can be done once in a process.
    private static boolean started;

    private JlamaPeer() {}

    public static void main(String[] args) throws Exception {
        Questions.answer("Jlama", (row, threads, model) -> {
            if (!row.equals("decode/model") || !Files.isDirectory(model)) {
                return Optional.empty();
            }
            Optional<DType> type = args.length == 1 && args[0].equals("q4") ? Optional.of(DType.Q4) : Optional.empty();
            AbstractModel loaded = ModelSupport.loadModel(model.toFile(), null, DType.F32, DType.F32, type,
                    started ? Optional.empty() : Optional.of(threads));
            started = true;
            return Optional.of(() -> {
                int got = loaded.generate(UUID.randomUUID(), PromptContext.of("a"), 0f, TOKENS + 2, (_, _) -> {}).generatedTokens;
                if (got != TOKENS) {
                    throw new IllegalStateException("wrote " + got + " tokens");
                }
            });
        });
    }
}
