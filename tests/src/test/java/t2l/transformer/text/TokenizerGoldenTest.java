package t2l.transformer.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Small tokenizers with the steps of real ones do what the Rust library does with them (`tokenizers/make.py`).
class TokenizerGoldenTest {
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
        Map<?, ?> pair = Goldens.object(golden.get("pair"));
        String first = (String) pair.get("first");
        String second = (String) pair.get("second");
        assertArrayEquals(Goldens.ids(pair.get("ids")), tokenizer.encode(first, second, false));
        assertArrayEquals(Goldens.ids(pair.get("ids_special")), tokenizer.encode(first, second, true));
    }
}
