package t2l.hypernet.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TokenizerFilesTest {
    private static final Vocabulary VOCABULARY = Vocabulary.of(Suite.load());
    private final Map<String, String> files = TokenizerFiles.of(VOCABULARY, 512);

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
}
