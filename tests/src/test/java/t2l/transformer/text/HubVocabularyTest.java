package t2l.transformer.text;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import t2l.Refused;
import t2l.tensor.io.Gguf;
import t2l.transformer.Golden;

/// The vocabulary made of a `tokenizer.json` is the one that llama.cpp's converter makes, and survives being written.
class HubVocabularyTest {
    private static GgufVocabulary reread(GgufVocabulary vocabulary) {
        return GgufVocabulary.of(new Gguf(Path.of(vocabulary.where()), vocabulary.metadata(), Map.of(), Map.of()));
    }

    @Test
    void aSentencePieceVocabularyIsThatOfTheFile() {
        try (Arena arena = Arena.ofShared()) {
            GgufVocabulary want = GgufVocabulary
                    .of(Gguf.open(Golden.resource("stories260K/gguf/stories260K-F32.gguf"), arena));
            GgufVocabulary got = reread(HubVocabulary.read(Golden.resource("stories260K/hf"), 514));
            assertEquals("llama", got.model());
            assertEquals(want.tokens(), got.tokens().subList(0, 512));
            assertEquals("[PAD513]", got.tokens().get(513));
            assertEquals(want.types(), got.types().subList(0, 512));
            assertEquals(want.special(), got.special());
            assertEquals(want.addBegin(), got.addBegin());
            assertEquals(want.addEnd(), got.addEnd());
            for (String text : new String[] {"Once upon a time, Lily", "  odd é 日 \n", ""}) {
                assertArrayEquals(want.tokenizer().encode(text, true), got.tokenizer().encode(text, true), text);
            }
        }
    }

    @Test
    void aTokenizerWithoutCounterpartIsRefused(@TempDir Path temp) throws IOException {
        Files.writeString(temp.resolve("tokenizer.json"), """
                {"model": {"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": []},
                 "pre_tokenizer": {"type": "Split", "pattern": {"Regex": "a"}, "behavior": "Removed", "invert": false},
                 "added_tokens": []}""");
        Refused.says("needs a tokenizer that GGUF can tell", () -> HubVocabulary.read(temp, 2));
    }

    /// Run by hand, as [RealTokenizersTest]. The file of SmolLM2 there was written by a version of transformers that lost
    /// the step for digits, so it is cut as GPT-2's.
    @Tag("real")
    @ParameterizedTest
    @CsvSource({"smollm2-135m-instruct/tokenizer.json.gz, gpt-2, 49152", "tokenizers/gpt2/tokenizer.json.gz, gpt-2, 0",
        "tokenizers/qwen3/tokenizer.json.gz, qwen2, 151936",
        "tokenizers/mistral-7b-v0.1/tokenizer.json.gz, default, 0"})
    void realVocabularies(String file, String pre, int size, @TempDir Path temp) throws IOException {
        try (InputStream in = Goldens.shared("models/" + file)) {
            Files.copy(in, temp.resolve("tokenizer.json"));
        }
        Path config = Goldens.sharedPath("models/" + file).resolveSibling("tokenizer_config.json");
        if (Files.exists(config)) {
            Files.copy(config, temp.resolve("tokenizer_config.json"));
        }
        GgufVocabulary got = reread(HubVocabulary.read(temp, size));
        assertEquals(pre, got.pre());
        if (file.startsWith("smollm2")) {
            try (Arena arena = Arena.ofShared()) {
                GgufVocabulary want = GgufVocabulary.of(Gguf.open(
                        Goldens.sharedPath("models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf"), arena));
                assertEquals(want.tokens(), got.tokens());
                assertEquals(want.types(), got.types());
                assertEquals(want.merges(), got.merges());
                assertEquals(want.special(), got.special());
                assertEquals(want.addBegin(), got.addBegin());
            }
        }
    }
}
