package t2l.transformer.family;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import t2l.tensor.*;
import t2l.tensor.io.Gguf;
import t2l.tensor.settings.Source;
import t2l.transformer.*;

/// Rotary positions turn as fast as in transformers, whatever `config.json` says of their scaling
/// (`hf-tiny/scripts/make_rope.py`).
class RopeScalingTest {
    private static RopeScaling scaling(Map<?, ?> rope) {
        Map<String, Object> config = new HashMap<>(Map.of("model_type", "llama", "vocab_size", 8, "hidden_size", 192,
                "intermediate_size", 8, "num_hidden_layers", 1, "num_attention_heads", 4));
        config.put("rope_parameters", rope);
        config.put("max_position_embeddings", 4096);
        Source file = Source.of("config.json", config);
        return Family.of(file).config(file).scaling();
    }

    @Test
    void everyPairTurnsAsItShould() throws IOException {
        for (Object made : JSON.std.listFrom(Files.readString(Golden.resource("hf-tiny/rope.json")))) {
            Map<?, ?> want = (Map<?, ?>) made;
            Map<?, ?> rope = (Map<?, ?>) want.get("rope_parameters");
            RopeScaling got = scaling(rope);
            List<?> speeds = (List<?>) want.get("speeds");
            double theta = ((Number) rope.get("rope_theta")).doubleValue();
            for (int pair = 0; pair < speeds.size(); pair++) {
                double speed = ((Number) speeds.get(pair)).doubleValue();
                assertEquals(speed, got.apply(Math.pow(theta, -2.0 * pair / 48), pair, 48), 1e-12 * speed,
                        rope + ", pair " + pair);
            }
            assertEquals(((Number) want.get("amplitude")).doubleValue(), got.amplitude(), 1e-15, rope::toString);
        }
    }

    /// The keys that llama.cpp's converter writes of these settings, by their names in `config.json`.
    private static final Map<String, String> YARN = Map.of("factor", "factor", "original_max_position_embeddings",
            "original_context_length", "attention_factor", "yarn_attn_factor", "beta_fast", "yarn_beta_fast",
            "beta_slow", "yarn_beta_slow");

    private static RopeScaling gguf(Map<String, Gguf.Value> scaling) {
        Map<String, Gguf.Value> all = new HashMap<>(Map.of("general.architecture", Gguf.Value.of("llama")));
        Map.of("embedding_length", 192, "feed_forward_length", 8, "block_count", 1, "attention.head_count", 4,
                "context_length", 4096).forEach((key, size) -> all.put("llama." + key, Gguf.Value.of(size)));
        all.put("llama.attention.layer_norm_rms_epsilon", Gguf.Value.of(1e-5f));
        scaling.forEach((key, value) -> all.put("llama." + key, value));
        Tensor embedding = Tensor.allocate(Arena.ofAuto(), DType.F32, 8, 192);
        Gguf file = new Gguf(Path.of("model.gguf"), all, Map.of("token_embd.weight", embedding), Map.of());
        return Family.of(file).config(file).scaling();
    }

    @Test
    void yarnAsLlamaCppsConverterWritesIt() throws IOException {
        int compared = 0;
        for (Object made : JSON.std.listFrom(Files.readString(Golden.resource("hf-tiny/rope.json")))) {
            Map<?, ?> want = (Map<?, ?>) made;
            Map<?, ?> rope = new HashMap<>((Map<?, ?>) want.get("rope_parameters"));
            boolean written = rope.remove("rope_type").equals("yarn");
            float theta = ((Number) rope.remove("rope_theta")).floatValue();
            if (written && YARN.keySet().containsAll(rope.keySet())) {
                Map<String, Gguf.Value> keys = new HashMap<>(Map.of("rope.freq_base", Gguf.Value.of(theta),
                        "rope.scaling.type", Gguf.Value.of("yarn"), "rope.scaling.yarn_ext_factor", Gguf.Value.of(1f)));
                rope.forEach((name, value) -> keys.put("rope.scaling." + YARN.get(name),
                        Gguf.Value.of(((Number) value).floatValue())));
                RopeScaling got = gguf(keys);
                List<?> speeds = (List<?>) want.get("speeds");
                for (int pair = 0; pair < speeds.size(); pair++) {
                    double speed = ((Number) speeds.get(pair)).doubleValue();
                    assertEquals(speed, got.apply(Math.pow(theta, -2.0 * pair / 48), pair, 48), 1e-7 * speed,
                            rope + ", pair " + pair);
                }
                assertEquals(((Number) want.get("amplitude")).doubleValue(), got.amplitude(), 1e-7, rope::toString);
                compared++;
            }
        }
        assertEquals(6, compared);
    }

    @Test
    void othersNumbersOfYarn() {
        Map<String, Gguf.Value> yarn = Map.of("rope.scaling.type", Gguf.Value.of("yarn"), "rope.scaling.factor",
                Gguf.Value.of(8f), "rope.scaling.original_context_length", Gguf.Value.of(512));
        double usual = 0.1 * Math.log(8) + 1;
        assertEquals(usual, gguf(yarn).amplitude(), 1e-12);
        assertEquals(0.5 * usual, gguf(with(yarn, "attn_factor", 0.5f)).amplitude(), 1e-12);
        assertEquals(1, gguf(with(yarn, "yarn_log_multiplier", 1f)).amplitude(), 1e-12);
        assertEquals(usual / (0.05 * Math.log(8) + 1), gguf(with(yarn, "yarn_log_multiplier", 0.5f)).amplitude(),
                1e-12);
        assertEquals("model.gguf: llama.rope.scaling.yarn_ext_factor: needs 1, got 0.5",
                assertThrows(T2lException.class, () -> gguf(with(yarn, "yarn_ext_factor", 0.5f))).getMessage());
    }

    private static Map<String, Gguf.Value> with(Map<String, Gguf.Value> keys, String name, float value) {
        Map<String, Gguf.Value> more = new HashMap<>(keys);
        more.put("rope.scaling." + name, Gguf.Value.of(value));
        return more;
    }

    @Test
    void whatIsNotKnownIsRefused() {
        assertTrue(refusal(Map.of("rope_theta", 1e4, "rope_type", "dynamic"))
                .contains("rope_type: needs default, linear, llama3, yarn, longrope or proportional, got dynamic"));
        assertTrue(refusal(Map.of("rope_theta", 1e4, "rope_type", "linear", "factor", -2))
                .contains("config.json: rotary positions: scaling needs finite numbers above 0, got [-2.0]"));
        assertTrue(refusal(Map.of("rope_theta", 1e4, "rope_type", "yarn", "factor", 2,
                "original_max_position_embeddings", 0)).contains("needs finite numbers above 0"));
    }

    private static String refusal(Map<?, ?> rope) {
        return assertThrows(T2lException.class, () -> scaling(rope)).getMessage();
    }
}
