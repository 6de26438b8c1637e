package t2l.peers;

import com.github.tjake.jlama.model.AbstractModel;
import com.github.tjake.jlama.model.ModelSupport;
import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.safetensors.prompt.PromptContext;
import java.util.Optional;
import java.util.UUID;

/// Jlama as a peer of `t2l bench decode/random-91m-hf`: 32 tokens written after a short text. Q4_0 is its Q4,
/// with activations in F32 and the embedding, which is also the last projection, left in F32; weights in 8 bits it cannot
/// multiply ("UnsupportedOperationException: F32 I8"). See `make.sh`.
public final class JlamaPeer {
    /// It counts two for the text.
    private static final int TOKENS = 32;

    /// Whether the number of threads is set, which can be done once in a process.
    private static boolean started;

    private JlamaPeer() {}

    public static void main(String[] args) throws Exception {
        Questions.answer("Jlama", (row, threads, model) -> {
            if (!row.startsWith("decode/") || !row.contains("-hf/") || row.endsWith("/q8_0")) {
                return Optional.empty();
            }
            Optional<DType> type = row.endsWith("/q4_0") ? Optional.of(DType.Q4) : Optional.empty();
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
