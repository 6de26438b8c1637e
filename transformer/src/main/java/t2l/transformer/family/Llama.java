package t2l.transformer.family;

import java.util.Optional;
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
