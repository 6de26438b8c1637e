package t2l.fuzz;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.io.*;
import t2l.tensor.io.Gguf.*;

/// The smallest GGUF file that is a whole Llama with a tokenizer: two layers would only be more of the same.
final class TinyGguf {
    /// @param tokenizer `llama` or `gpt2`
    static byte[] model(String tokenizer) {
        try (Arena arena = Arena.ofConfined()) {
            return bytes(metadata(tokenizer), tensors(arena));
        }
    }

    /// With two experts, of which a token uses one.
    static byte[] experts() {
        try (Arena arena = Arena.ofConfined()) {
            Map<String, Value> metadata = new LinkedHashMap<>(metadata("llama"));
            metadata.put("llama.expert_count", Value.of(2));
            metadata.put("llama.expert_used_count", Value.of(1));
            Map<String, Tensor> tensors = tensors(arena);
            tensors.keySet().removeIf(name -> name.matches("blk.0.ffn_(gate|up|down).weight"));
            tensors.put("blk.0.ffn_gate_inp.weight", Tensor.allocate(arena, DType.F32, 2, 2));
            tensors.put("blk.0.ffn_gate_exps.weight", Tensor.allocate(arena, DType.F16, 2, 1, 2));
            tensors.put("blk.0.ffn_up_exps.weight", Tensor.allocate(arena, DType.F16, 2, 1, 2));
            tensors.put("blk.0.ffn_down_exps.weight", Tensor.allocate(arena, DType.F16, 2, 2, 1));
            return bytes(metadata, tensors);
        }
    }

    /// A model of 256 numbers for each token, whose weights are in blocks.
    ///
    /// @param types of the embedding, q, k, v, and two of the feed-forward
    static byte[] blocks(List<DType> types) {
        try (Arena arena = Arena.ofConfined()) {
            Map<String, Value> metadata = new LinkedHashMap<>(metadata("llama"));
            metadata.put("llama.embedding_length", Value.of(256));
            metadata.put("llama.attention.key_length", Value.of(2));
            metadata.put("llama.attention.value_length", Value.of(2));
            Map<String, Tensor> tensors = tensors(arena);
            List<String> names = List.of("token_embd", "blk.0.attn_q", "blk.0.attn_k", "blk.0.attn_v", "blk.0.ffn_gate",
                    "blk.0.ffn_up");
            for (int i = 0; i < names.size(); i++) {
                int rows = tensors.get(names.get(i) + ".weight").dim(0);
                tensors.put(names.get(i) + ".weight", block(types.get(i), rows, arena));
            }
            for (String wide : List.of("blk.0.attn_output", "blk.0.ffn_down")) {
                int columns = tensors.get(wide + ".weight").dim(1);
                tensors.put(wide + ".weight", Tensor.allocate(arena, DType.F16, 256, columns));
            }
            for (String norm : List.of("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm")) {
                tensors.put(norm + ".weight", Tensor.allocate(arena, DType.F32, 256));
            }
            tensors.values().forEach(tensor -> {
                for (long i = 0; i < tensor.size() && !tensor.dtype().quantised(); i++) {
                    tensor.set(i, (int) (1 + i % 3));
                }
            });
            return bytes(metadata, tensors);
        }
    }

    /// Blocks of a type that we write, and any bytes in place of others.
    private static Tensor block(DType type, int rows, Arena arena) {
        if (Quantizer.writes(type)) {
            Tensor numbers = Tensor.allocate(arena, DType.F32, rows, 256);
            for (long i = 0; i < numbers.size(); i++) {
                numbers.set(i, Math.sin((int) i));
            }
            return Quantizer.quantise(numbers, type, arena);
        }
        Tensor some = Tensor.allocate(arena, type, rows, 256);
        MemorySegment bytes = some.forWriting();
        for (long i = 0; i < bytes.byteSize(); i++) {
            bytes.set(ValueLayout.JAVA_BYTE, i, (byte) (31 * i));
        }
        return some;
    }

    private static byte[] bytes(Map<String, Value> metadata, Map<String, Tensor> tensors) {
        try {
            Path file = Files.createTempFile("t2l-seed", ".gguf");
            Gguf.replace(file, metadata, tensors);
            byte[] bytes = Files.readAllBytes(file);
            Files.delete(file);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Value> metadata(String tokenizer) {
        Map<String, Value> all = new LinkedHashMap<>();
        all.put("general.architecture", Value.of("llama"));
        all.put("llama.block_count", Value.of(1));
        all.put("llama.context_length", Value.of(8));
        all.put("llama.embedding_length", Value.of(2));
        all.put("llama.feed_forward_length", Value.of(1));
        all.put("llama.attention.head_count", Value.of(1));
        all.put("llama.attention.layer_norm_rms_epsilon", Value.of(1e-5f));
        all.put("tokenizer.ggml.model", Value.of(tokenizer));
        boolean scored = tokenizer.equals("llama");
        all.put("tokenizer.ggml.pre", Value.of(scored ? "default" : "llama-bpe"));
        all.put("tokenizer.ggml.tokens", Value.of(List.of("<s>", "a", "b", scored ? "▁" : "Ġ", "ab")));
        if (scored) {
            all.put("tokenizer.ggml.scores", new Value(Kind.F32, true, List.of(0.0, -1.0, -2.0, -3.0, -0.5)));
        } else {
            all.put("tokenizer.ggml.merges", Value.of(List.of("a b")));
        }
        all.put("tokenizer.ggml.token_type", new Value(Kind.I32, true, List.of(3L, 1L, 1L, 1L, 1L)));
        all.put("tokenizer.ggml.bos_token_id", Value.of(0));
        all.put("tokenizer.ggml.add_bos_token", Value.of(true));
        all.put("tokenizer.chat_template", Value.of("{{ messages[0].content }}"));
        return Collections.unmodifiableMap(all);
    }

    private static Map<String, Tensor> tensors(Arena arena) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        all.put("token_embd.weight", Tensor.allocate(arena, DType.F16, 5, 2));
        for (String norm : List.of("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm")) {
            all.put(norm + ".weight", Tensor.allocate(arena, DType.F32, 2));
        }
        for (String square : List.of("attn_q", "attn_k", "attn_v", "attn_output")) {
            all.put("blk.0." + square + ".weight", Tensor.allocate(arena, DType.F16, 2, 2));
        }
        all.put("blk.0.ffn_gate.weight", Tensor.allocate(arena, DType.F16, 1, 2));
        all.put("blk.0.ffn_up.weight", Tensor.allocate(arena, DType.F16, 1, 2));
        all.put("blk.0.ffn_down.weight", Tensor.allocate(arena, DType.F16, 2, 1));
        return all;
    }
}
