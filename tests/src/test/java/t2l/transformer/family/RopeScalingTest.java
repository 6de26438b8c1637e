package t2l.transformer.family;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import t2l.tensor.T2lException;
import t2l.tensor.io.JsonFile;
import t2l.transformer.Golden;
import t2l.transformer.RopeScaling;

/// Rotary positions turn as fast as in transformers, whatever `config.json` says of their scaling
/// (`hf-tiny/scripts/make_rope.py`).
class RopeScalingTest {
    private static RopeScaling scaling(Map<?, ?> rope) {
        Map<String, Object> config = new HashMap<>(Map.of("model_type", "llama", "vocab_size", 8, "hidden_size", 192,
                "intermediate_size", 8, "num_hidden_layers", 1, "num_attention_heads", 4));
        config.put("rope_parameters", rope);
        config.put("max_position_embeddings", 4096);
        JsonFile file = JsonFile.of("config.json", config);
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

    @Test
    void whatIsNotKnownIsRefused() {
        assertTrue(refusal(Map.of("rope_theta", 1e4, "rope_type", "dynamic"))
                .contains("rope_type: needs default, linear, llama3, yarn or longrope, got dynamic"));
        assertTrue(refusal(Map.of("rope_theta", 1e4, "rope_type", "linear", "factor", -2))
                .contains("config.json: rotary positions: scaling needs finite numbers above 0, got [-2.0]"));
        assertTrue(refusal(Map.of("rope_theta", 1e4, "rope_type", "yarn", "factor", 2,
                "original_max_position_embeddings", 0)).contains("needs finite numbers above 0"));
    }

    private static String refusal(Map<?, ?> rope) {
        return assertThrows(T2lException.class, () -> scaling(rope)).getMessage();
    }
}
