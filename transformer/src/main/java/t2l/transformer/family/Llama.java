package t2l.transformer.family;

import java.lang.foreign.SegmentAllocator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.io.Gguf;
import t2l.tensor.io.JsonFile;
import t2l.transformer.DecoderConfig;
import t2l.transformer.RopeScaling;

/// Llama 1 to 3, SmolLM2, TinyLlama and all that use their code. Source: HF `configuration_llama`.
public record Llama() implements Family {
    @Override
    public String modelType() {
        return "llama";
    }

    @Override
    public DecoderConfig config(JsonFile c) {
        if (!c.text("hidden_act", "silu").equals("silu")) {
            throw c.wrong("hidden_act", "silu", c.text("hidden_act"));
        }
        int width = c.count("hidden_size");
        int heads = c.count("num_attention_heads");
        // transformers 5 puts all about rotary positions in one object, which older ones spread.
        Optional<JsonFile> rope = c.object("rope_parameters");
        return new DecoderConfig(c.count("vocab_size"), width, c.count("intermediate_size"),
                c.count("num_hidden_layers"), heads, c.count("num_key_value_heads", heads),
                c.count("head_dim", width / heads), c.number("rms_norm_eps", 1e-6),
                rope.map(r -> r.number("rope_theta")).orElseGet(() -> c.number("rope_theta", 10000)),
                rope.or(() -> c.object("rope_scaling")).map(Llama::scaling).orElse(new RopeScaling.None()), 1,
                c.flag("tie_word_embeddings", false), c.flag("attention_bias", false), c.flag("mlp_bias", false),
                c.count("max_position_embeddings", 2048));
    }

    @Override
    public DecoderConfig config(Gguf file) {
        if (file.has("llama.rope.scaling.type") && !file.text("llama.rope.scaling.type").equals("none")) {
            throw new T2lException(file.path() + ": llama.rope.scaling.type: needs none, got "
                    + file.text("llama.rope.scaling.type"));
        }
        int width = count(file, "embedding_length");
        int heads = count(file, "attention.head_count");
        return new DecoderConfig(file.get("token_embd.weight").dim(0), width, count(file, "feed_forward_length"),
                count(file, "block_count"), heads,
                file.has("llama.attention.head_count_kv") ? count(file, "attention.head_count_kv") : heads,
                file.has("llama.rope.dimension_count") ? count(file, "rope.dimension_count") : width / heads,
                file.real("llama.attention.layer_norm_rms_epsilon"),
                file.has("llama.rope.freq_base") ? file.real("llama.rope.freq_base") : 10000, new RopeScaling.None(),
                1, !file.tensors().containsKey("output.weight"), file.tensors().containsKey("blk.0.attn_q.bias"),
                file.tensors().containsKey("blk.0.ffn_gate.bias"), count(file, "context_length"));
    }

    private static int count(Gguf file, String key) {
        return Math.toIntExact(file.whole("llama." + key));
    }

    @Override
    public Map<String, Tensor> weights(Gguf file, DecoderConfig config, SegmentAllocator into) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        file.tensors().forEach((name, t) -> {
            int end = name.lastIndexOf('.');
            String path = GgufNames.path(name.substring(0, Math.max(0, end))).orElse("");
            if (path.isEmpty()) {
                weights.put(name, t); // no part of the model: building it will say so
            } else {
                weights.put(path + name.substring(end), GgufNames.reordered(path)
                        ? GgufNames.halves(t, path.endsWith("q_proj") ? config.heads() : config.keyValueHeads(), into)
                        : t);
            }
        });
        return weights;
    }

    private static RopeScaling scaling(JsonFile rope) {
        String type = rope.text("rope_type", rope.text("type", "default"));
        return switch (type) {
            case "default" -> new RopeScaling.None();
            case "llama3" -> new RopeScaling.Llama3(rope.number("factor"), rope.number("low_freq_factor"),
                    rope.number("high_freq_factor"), rope.number("original_max_position_embeddings"));
            default -> throw rope.wrong("rope_type", "default or llama3", type);
        };
    }
}
