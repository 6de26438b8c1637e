package t2l.transformer.text;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import t2l.tensor.io.Gguf;
import t2l.transformer.template.ChatTemplate;

/// The whole tokenizers of real models, too large to be kept here, against their goldens. Run by hand:
/// `mvn -pl tests -am test -DexcludedGroups=none -Dgroups=real -Dt2l.shared=FOLDER`.
@Tag("real")
class RealTokenizersTest {
    private static Tokenizer tokenizer(String path) throws IOException {
        try (InputStream in = Goldens.shared(path)) {
            return Tokenizer.read(in, path);
        }
    }

    private static Map<String, Object> json(String path) throws IOException {
        try (InputStream in = Goldens.shared(path)) {
            return JSON.std.mapFrom(in);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "stories260K/hf/tokenizer.json, stories260K-true", "stories260K/hf/tokenizer.json, stories260K-false",
        "tokenizers/gpt2/tokenizer.json.gz, gpt2-false",
        "tokenizers/mistral-7b-v0.1/tokenizer.json.gz, mistral-7b-v0.1-true",
        "tokenizers/mistral-7b-v0.1/tokenizer.json.gz, mistral-7b-v0.1-false",
        "tokenizers/qwen3/tokenizer.json.gz, qwen3-true", "tokenizers/qwen3/tokenizer.json.gz, qwen3-false"
    })
    void agreesWithTheRustLibrary(String file, String name) throws IOException {
        Tokenizer tokenizer = tokenizer("models/" + file);
        Map<String, Object> golden = json("data/goldens/tokenizers/" + name + ".json");
        boolean special = golden.get("special").equals(true);
        for (Map<String, Object> c : Goldens.objects(golden.get("cases"))) {
            int[] ids = Goldens.ids(c.get("ids"));
            assertArrayEquals(ids, tokenizer.encode((String) c.get("text"), special), (String) c.get("text"));
            assertEquals(c.get("decoded"), tokenizer.decode(ids, false));
            assertEquals(c.get("decoded_skip_special"), tokenizer.decode(ids, true));
        }
    }

    @Test
    void aGgufFileGivesTheIdsOfTheTokenizerFile() throws IOException {
        String folder = "models/smollm2-135m-instruct/";
        Tokenizer original = tokenizer(folder + "tokenizer.json.gz");
        try (Arena arena = Arena.ofConfined()) {
            Gguf file = Gguf.open(Goldens.sharedPath(folder + "SmolLM2-135M-Instruct.Q4_1.gguf"), arena);
            Tokenizer tokenizer = Tokenizer.of(file);
            for (Map<String, Object> c : Goldens
                    .objects(json("data/goldens/tokenizers/gpt2-false.json").get("cases"))) {
                String text = (String) c.get("text");
                assertArrayEquals(original.encode(text, true), tokenizer.encode(text, true), text);
            }
            assertEquals(
                    "<|im_start|>user\nHi<|im_end|>\n",
                    ChatTemplate.of(file)
                            .orElseThrow()
                            .render(List.of(new ChatTemplate.Message("system", ""),
                                    new ChatTemplate.Message("user", "Hi")), false, tokenizer, List.of())
                            .substring("<|im_start|>system\n<|im_end|>\n".length()));
        }
    }

    @Test
    void smolLmSpeaksAndChats() throws IOException {
        String folder = "models/smollm2-135m-instruct/";
        Tokenizer tokenizer = tokenizer(folder + "tokenizer.json.gz");
        ChatTemplate template;
        try (InputStream in = Goldens.shared(folder + "chat_template.jinja")) {
            template = ChatTemplate.parse("chat_template.jinja", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        Map<String, Object> golden = json(folder + "golden.json");
        for (Map<String, Object> c : Goldens.objects(golden.get("prompts"))) {
            assertArrayEquals(Goldens.ids(c.get("ids")), tokenizer.encode((String) c.get("text"), true));
            assertEquals(c.get("greedy_text"), tokenizer.decode(Goldens.ids(c.get("greedy")), false));
        }
        for (Map<String, Object> c : Goldens.objects(golden.get("chats"))) {
            String rendered = template.render(
                    Map.of("messages", List.copyOf(Goldens.list(c.get("messages"))), "add_generation_prompt", true));
            assertEquals(c.get("rendered"), rendered);
            assertArrayEquals(Goldens.ids(c.get("ids")), tokenizer.encode(rendered, true));
            assertEquals(c.get("greedy_text"), tokenizer.decode(Goldens.ids(c.get("greedy")), false));
        }
    }
}
