package t2l.bench;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.io.Gguf;

/// Writes a Llama with random weights as a GGUF file, for timing any program.
///
/// @param width      `C`
/// @param hidden     `F`
/// @param vocabulary `V`
record RandomModel(int width, int layers, int heads, int keyValueHeads, int hidden, int vocabulary) {
    /// 92 million weights, the vocabulary of Llama 3.
    private static final RandomModel USUAL = new RandomModel(512, 8, 8, 4, 1536, 128_256);

    private static final RandomModel SMALL = new RandomModel(256, 2, 4, 2, 256, 2048);

    /// The first token of a byte.
    private static final int BYTES = 3;

    static RandomModel of(Bench.Settings plan) {
        return plan.quick() ? SMALL : USUAL;
    }

    /// `random-92m`
    String name() {
        double block = width * (2.0 * width + 2.0 * width * keyValueHeads / heads + 3.0 * hidden);
        return String.format(Locale.ROOT, "random-%.0fm", (layers * block + (double) vocabulary * width) / 1e6);
    }

    /// Writes a GGUF file with matrices in `type`.
    void write(Path file, DType type, long seed) {
        try (Arena arena = Arena.ofShared()) {
            Gguf.replace(file, metadata(), tensors(new RandomTensors(arena, seed), type));
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
        Map.of("context_length", 2048, "embedding_length", width, "block_count", layers, "feed_forward_length", hidden,
                "attention.head_count", heads, "attention.head_count_kv", keyValueHeads, "rope.dimension_count",
                width / heads, "vocab_size", vocabulary)
                .forEach((name, value) -> all.put("llama." + name, Gguf.Value.of(value)));
        all.put("llama.attention.layer_norm_rms_epsilon", Gguf.Value.of(1e-5f));
        all.put("llama.rope.freq_base", Gguf.Value.of(500_000f));
        List<String> pieces = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        List<Long> types = new ArrayList<>(List.of(2L, 3L, 3L));
        List<Double> scores = new ArrayList<>(List.of(0.0, 0.0, 0.0));
        for (int i = BYTES; i < vocabulary; i++) {
            boolean single = i < BYTES + 256;
            pieces.add(single ? String.format("<0x%02X>", i - BYTES) : "word" + i);
            types.add(single ? 6L : 1L);
            scores.add(single ? 0.0 : -i);
        }
        all.put("tokenizer.ggml.model", Gguf.Value.of("llama"));
        all.put("tokenizer.ggml.tokens", Gguf.Value.of(pieces));
        all.put("tokenizer.ggml.scores", new Gguf.Value(Gguf.Kind.F32, true, scores));
        all.put("tokenizer.ggml.token_type", new Gguf.Value(Gguf.Kind.I32, true, types));
        all.put("tokenizer.ggml.add_space_prefix", Gguf.Value.of(false));
        all.put("tokenizer.ggml.bos_token_id", Gguf.Value.of(1));
        all.put("tokenizer.ggml.eos_token_id", Gguf.Value.of(2));
        return all;
    }
}
