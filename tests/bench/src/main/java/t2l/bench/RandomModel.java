package t2l.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import t2l.app.console.Json;
import t2l.tensor.DType;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.io.Gguf;
import t2l.tensor.io.SafeTensors;
import t2l.tensor.io.ScratchDirectory;
import t2l.transformer.family.GgufNames;

/// Writes a Llama with random weights as a GGUF file or a Hugging Face directory, for timing any program.
///
/// @param width      `C`
/// @param hidden     `F`
/// @param vocabulary `V`
record RandomModel(int width, int layers, int heads, int keyValueHeads, int hidden, int vocabulary) {
    /// 92 million weights, the vocabulary of Llama 3.
    private static final RandomModel USUAL = new RandomModel(512, 8, 8, 4, 1536, 128_256);

    private static final RandomModel SMALL = new RandomModel(128, 2, 4, 2, 256, 2048);

    private static final int TOKENS_OF_BYTES = 3;
    private static final double EPSILON = 1e-5;
    private static final double THETA = 500_000;
    private static final int POSITIONS = 2048;
    private static final String CANNOT_WRITE = "bench: cannot write a model to measure: ";

    static RandomModel of(BenchSettings plan) {
        return plan.quick() ? SMALL : USUAL;
    }

    /// `random-92m`
    String name() {
        double block = width * (2.0 * width + 2.0 * width * keyValueHeads / heads + 3.0 * hidden);
        return String.format(Locale.ROOT, "random-%.0fm", (layers * block + (double) vocabulary * width) / 1e6);
    }

    /// Writes a GGUF file with matrices in `type` to a new directory.
    Path file(DType type, long seed) {
        try (Arena arena = Arena.ofShared()) {
            Path file = Files.createTempDirectory("t2l-bench-").resolve("random.gguf");
            Gguf.replace(file, metadata(), tensors(new RandomTensors(arena, seed), type));
            return file;
        } catch (IOException e) {
            throw new T2lException(CANNOT_WRITE + e.getMessage(), e);
        }
    }

    /// Writes the same model as a Hugging Face directory.
    Path directory(DType type, long seed) {
        try (Arena arena = Arena.ofShared()) {
            Path directory = Files.createDirectory(Files.createTempDirectory("t2l-bench-").resolve("hf"));
            Map<String, Tensor> named = new LinkedHashMap<>();
            tensors(new RandomTensors(arena, seed), type).forEach((name, t) -> {
                int end = name.lastIndexOf('.');
                String path = GgufNames.LLAMA.path(name.substring(0, end)).orElseThrow();
                named.put(path + name.substring(end), GgufNames.reordered("llama", path)
                        ? GgufNames.halves(t, path.endsWith("q_proj") ? heads : keyValueHeads, arena)
                        : t);
            });
            SafeTensors.write(directory.resolve("model.safetensors"), named, Map.of("format", "pt"));
            Files.writeString(directory.resolve("config.json"), JSON.std.asString(config()));
            Files.writeString(directory.resolve("tokenizer.json"), JSON.std.asString(tokenizer()));
            return directory;
        } catch (IOException e) {
            throw new T2lException(CANNOT_WRITE + e.getMessage(), e);
        }
    }

    /// Deletes the result of [#file] or [#directory].
    static void remove(Path made) {
        try {
            ScratchDirectory.remove(made.getParent());
        } catch (IOException e) {
            throw new T2lException("bench: cannot remove " + made + ": " + e.getMessage(), e);
        }
    }

    private Map<String, Tensor> tensors(RandomTensors draw, DType type) {
        int head = width / heads;
        Map<String, Tensor> all = new LinkedHashMap<>();
        all.put("token_embd.weight", matrix(draw, type, vocabulary, width));
        for (int l = 0; l < layers; l++) {
            String at = "blk." + l + ".";
            all.put(at + "attn_norm.weight", draw.zeros(width).fill(1));
            all.put(at + "attn_q.weight", matrix(draw, type, width, width));
            all.put(at + "attn_k.weight", matrix(draw, type, keyValueHeads * head, width));
            all.put(at + "attn_v.weight", matrix(draw, type, keyValueHeads * head, width));
            all.put(at + "attn_output.weight", matrix(draw, type, width, width));
            all.put(at + "ffn_norm.weight", draw.zeros(width).fill(1));
            all.put(at + "ffn_gate.weight", matrix(draw, type, hidden, width));
            all.put(at + "ffn_up.weight", matrix(draw, type, hidden, width));
            all.put(at + "ffn_down.weight", matrix(draw, type, width, hidden));
        }
        all.put("output_norm.weight", draw.zeros(width).fill(1));
        return all;
    }

    private static Tensor matrix(RandomTensors draw, DType type, int out, int in) {
        return draw.normal(type, 0.6 / Math.sqrt(in), out, in);
    }

    /// A vocabulary of bytes, and of words that occur in no text.
    private Map<String, Gguf.Value> metadata() {
        Map<String, Gguf.Value> all = new LinkedHashMap<>();
        all.put("general.architecture", Gguf.Value.of("llama"));
        all.put("general.name", Gguf.Value.of("random"));
        all.put("llama.context_length", Gguf.Value.of(POSITIONS));
        all.put("llama.embedding_length", Gguf.Value.of(width));
        all.put("llama.block_count", Gguf.Value.of(layers));
        all.put("llama.feed_forward_length", Gguf.Value.of(hidden));
        all.put("llama.attention.head_count", Gguf.Value.of(heads));
        all.put("llama.attention.head_count_kv", Gguf.Value.of(keyValueHeads));
        all.put("llama.attention.layer_norm_rms_epsilon", Gguf.Value.of((float) EPSILON));
        all.put("llama.rope.dimension_count", Gguf.Value.of(width / heads));
        all.put("llama.rope.freq_base", Gguf.Value.of((float) THETA));
        all.put("llama.vocab_size", Gguf.Value.of(vocabulary));
        List<Long> types = new ArrayList<>(List.of(2L, 3L, 3L));
        List<Double> scores = new ArrayList<>(List.of(0.0, 0.0, 0.0));
        for (int i = TOKENS_OF_BYTES; i < vocabulary; i++) {
            boolean single = i < TOKENS_OF_BYTES + 256;
            types.add(single ? 6L : 1L);
            scores.add(single ? 0.0 : -i);
        }
        all.put("tokenizer.ggml.model", Gguf.Value.of("llama"));
        all.put("tokenizer.ggml.tokens", Gguf.Value.of(pieces()));
        all.put("tokenizer.ggml.scores", new Gguf.Value(Gguf.Kind.F32, true, scores));
        all.put("tokenizer.ggml.token_type", new Gguf.Value(Gguf.Kind.I32, true, types));
        all.put("tokenizer.ggml.add_space_prefix", Gguf.Value.of(false));
        all.put("tokenizer.ggml.bos_token_id", Gguf.Value.of(1));
        all.put("tokenizer.ggml.eos_token_id", Gguf.Value.of(2));
        return all;
    }

    private List<String> pieces() {
        List<String> pieces = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        for (int i = TOKENS_OF_BYTES; i < vocabulary; i++) {
            pieces.add(i < TOKENS_OF_BYTES + 256 ? String.format("<0x%02X>", i - TOKENS_OF_BYTES) : "word" + i);
        }
        return pieces;
    }

    private Map<String, Object> config() {
        return Json.object("architectures", List.of("LlamaForCausalLM"),
                "model_type", "llama",
                "hidden_act", "silu",
                "hidden_size", width,
                "intermediate_size", hidden,
                "num_hidden_layers", layers,
                "num_attention_heads", heads,
                "num_key_value_heads", keyValueHeads,
                "vocab_size", vocabulary,
                "max_position_embeddings", POSITIONS,
                "rms_norm_eps", EPSILON,
                "rope_theta", THETA,
                "tie_word_embeddings", true,
                "bos_token_id", 1,
                "eos_token_id", 2);
    }

    private Map<String, Object> tokenizer() {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        pieces().forEach(piece -> numbers.put(piece, numbers.size()));
        return Map.of("version", "1.0", "added_tokens",
                Stream.of("<unk>", "<s>", "</s>").map(piece -> Map.of("id", numbers.get(piece), "content", piece,
                        "special", true, "normalized", false, "single_word", false, "lstrip", false, "rstrip", false))
                        .toList(),
                "model", Map.of("type", "BPE", "unk_token", "<unk>", "byte_fallback", true, "vocab", numbers, "merges",
                        List.of()));
    }
}
