package t2l.transformer.text;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Small tokenizers with the steps of real ones do what the Rust library does with them (`tokenizers/make.py`).
class TokenizerGoldenTest {
    private static final Map<String, Object> SMALL = Goldens.json("tokenizers/small.golden.json.gz");

    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "smollm2", "qwen3", "llama3-steps", "stories260K", "mistral", "gemma3-steps",
        "metaspace", "minilm", "words", "unigram", "unigram-bytes"})
    void agreesWithTheRustLibrary(String name) {
        Tokenizer tokenizer = Goldens.tokenizer(name);
        Map<String, Object> golden = Goldens.json("tokenizers/" + name + ".golden.json");
        for (Map<String, Object> c : Goldens.objects(golden.get("cases"))) {
            String text = (String) c.get("text");
            int[] ids = Goldens.ids(c.get("ids_special"));
            assertArrayEquals(Goldens.ids(c.get("ids")), tokenizer.encode(text, false), text);
            assertArrayEquals(ids, tokenizer.encode(text, true), text);
            assertEquals(c.get("decoded"), tokenizer.decode(ids, false), text);
            assertEquals(c.get("decoded_skip_special"), tokenizer.decode(ids, true), text);
        }
    }

    static Stream<Map<String, Object>> small() {
        return Goldens.objects(SMALL.get("tokenizers")).stream();
    }

    /// One for each step that changes a text (`tokenizers/small.py`).
    @ParameterizedTest
    @MethodSource("small")
    void smallOnesAgreeWithTheRustLibrary(Map<String, Object> golden) throws IOException {
        Tokenizer tokenizer = golden.get("tokenizer") instanceof String name
                ? Goldens.tokenizer(name)
                : Tokenizer.read(new ByteArrayInputStream(JSON.std.asBytes(golden.get("tokenizer"))), "tokenizer.json");
        List<String> texts = Goldens.strings(SMALL.get("texts"));
        for (int i = 0; i < texts.size(); i++) {
            List<?> both = Goldens.list(Goldens.list(golden.get("ids")).get(i));
            assertArrayEquals(Goldens.ids(both.get(0)), tokenizer.encode(texts.get(i), false), texts.get(i));
            assertArrayEquals(Goldens.ids(both.get(1)), tokenizer.encode(texts.get(i), true), texts.get(i));
        }
    }
}
