package t2l.transformer.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tokens stand for the characters that the Rust library says (`tokenizers/places.py`).
class PlacesGoldenTest {
    private static final Map<String, Object> GOLDEN = Goldens.json("tokenizers/places.golden.json.gz");
    private static final List<String> TEXTS = Goldens.strings(GOLDEN.get("texts"));

    static Stream<Map<String, Object>> tokenizers() {
        return Goldens.objects(GOLDEN.get("tokenizers")).stream();
    }

    @ParameterizedTest
    @MethodSource("tokenizers")
    void agreesWithTheRustLibrary(Map<String, Object> golden) throws IOException {
        Tokenizer tokenizer = golden.get("tokenizer") instanceof String name
                ? Goldens.tokenizer(name)
                : Tokenizer.read(new ByteArrayInputStream(
                        JSON.std.asString(golden.get("tokenizer")).getBytes(StandardCharsets.UTF_8)), "tokenizer.json");
        for (int i = 0; i < TEXTS.size(); i++) {
            List<?> both = Goldens.list(Goldens.list(golden.get("texts")).get(i));
            assertEquals(both.get(0), places(tokenizer.locate(TEXTS.get(i), false)), TEXTS.get(i));
            assertEquals(both.get(1), places(tokenizer.locate(TEXTS.get(i), true)), TEXTS.get(i));
        }
        List<?> pair = Goldens.list(golden.get("pair"));
        assertEquals(pair.get(0), places(tokenizer.locate(TEXTS.get(3), TEXTS.get(6), false)));
        assertEquals(pair.get(1), places(tokenizer.locate(TEXTS.get(3), TEXTS.get(6), true)));
    }

    private static List<List<Integer>> places(List<Tokenizer.Located> tokens) {
        return tokens.stream().map(token -> List.of(token.id(), token.start(), token.end())).toList();
    }
}
