package t2l.app.suite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.transformer.text.Tokenizer;

/// Hugging Face transformers 5.24 and 4.46 read the same files and gave the same tokens and texts for all inputs of
/// [#agreesWithTheVocabulary] when the files were made.
class TokenizerFilesTest {
    private static final Suite SUITE = Suite.load();
    private static final SuiteVocabulary VOCABULARY = SuiteVocabulary.of(SUITE);
    private final Map<String, String> files = TokenizerFiles.of(VOCABULARY, 512);

    @TempDir
    Path directory;

    @Test
    void namesTheSpecialTokensAlikeEverywhere() throws IOException {
        Map<String, Object> special = JSON.std.mapFrom(files.get("special_tokens_map.json"));
        assertEquals(Map.of("bos_token", "<bos>", "eos_token", "\n", "pad_token", "<pad>"), special);
        Map<String, Object> config = JSON.std.mapFrom(files.get("tokenizer_config.json"));
        special.forEach((name, token) -> assertEquals(token, config.get(name)));
        assertEquals(512, config.get("model_max_length"));
    }

    @Test
    void holdsTheVocabularyInOrder() throws IOException {
        Map<?, ?> model = (Map<?, ?>) JSON.std.mapFrom(files.get("tokenizer.json")).get("model");
        Map<?, ?> ids = (Map<?, ?>) model.get("vocab");
        assertEquals(VOCABULARY.pieces(), List.copyOf(ids.keySet()));
        VOCABULARY.pieces().forEach(piece -> assertEquals(VOCABULARY.pieces().indexOf(piece), ids.get(piece)));
    }

    private Tokenizer tokenizer() throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(directory.resolve(file.getKey()), file.getValue());
        }
        return Tokenizer.read(directory);
    }

    @Test
    void agreesWithTheVocabulary() throws IOException {
        Tokenizer tokenizer = tokenizer();
        for (Task task : SUITE.tasks()) {
            String examples = Stream.concat(SUITE.train(task).stream(), SUITE.test(task, 40).stream())
                    .map(example -> example.input() + " > " + example.output() + " \n")
                    .reduce("# " + task.terse() + " \n", String::concat);
            Stream.concat(Stream.of(examples), task.descriptions().stream())
                    .flatMap(text -> Stream.of(text, text.toLowerCase(Locale.ROOT)))
                    .forEach(text -> agree(tokenizer, text));
        }
        agree(tokenizer, "An unknown WORD, é, 1234\tand <pad no token>");
    }

    private static void agree(Tokenizer tokenizer, String text) {
        int[] ids = VOCABULARY.encode(text);
        assertArrayEquals(ids, tokenizer.encode(text, false), text);
        assertArrayEquals(IntStream.concat(IntStream.of(SuiteVocabulary.BOS), IntStream.of(ids)).toArray(),
                tokenizer.encode(text, true), text);
        assertEquals(VOCABULARY.decode(ids), tokenizer.decode(ids, false), text);
    }

    @Test
    void saysHowTextsBeginAndEnd() throws IOException {
        Tokenizer tokenizer = tokenizer();
        assertEquals(OptionalInt.of(SuiteVocabulary.BOS), tokenizer.special().begin());
        assertEquals(OptionalInt.of(SuiteVocabulary.END), tokenizer.special().end());
        assertEquals(OptionalInt.of(SuiteVocabulary.PAD), tokenizer.special().padding());
        assertEquals("cat dog", tokenizer.decode(tokenizer.encode("cat dog\n", true), true));
    }
}
