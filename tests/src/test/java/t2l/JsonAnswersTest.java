package t2l;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.*;
import t2l.tensor.T2lException;
import t2l.transformer.generate.Answer;
import t2l.transformer.generate.Completion.Finish;
import t2l.transformer.generate.Settings;
import t2l.transformer.grammar.JsonSchema;

/// Answers of a model that was never taught JSON.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JsonAnswersTest {
    private static final JsonSchema CAT = JsonSchema.parse("schema", """
            {"type": "object", "properties": {"name": {"type": "string", "maxLength": 12}, "age": {"type": "integer"},
             "colours": {"type": "array", "items": {"enum": ["red", "black"]}, "minItems": 1, "maxItems": 3}},
             "required": ["name", "age", "colours"], "additionalProperties": false}""");
    private static final String PROMPT = "Once upon a time there was a cat";

    @AutoClose
    private final T2l t2l = T2l.open("builtin:stories260k");

    private static Settings settings(int seed) {
        return Settings.DEFAULT.json(CAT).temperature(1.5).seed(seed);
    }

    @Test
    void anAnswerIsTheSameAloneAndAmongOthersAndAlwaysWhatWasAskedFor() throws IOException {
        List<String> alone = new ArrayList<>();
        for (int seed = 0; seed < 8; seed++) {
            alone.add(t2l.complete(PROMPT, Adapter.NONE, settings(seed)));
            Map<String, Object> cat = JSON.std.mapFrom(alone.getLast());
            assertEquals(List.of("name", "age", "colours"), List.copyOf(cat.keySet()), alone.getLast());
            assertTrue(cat.get("name").toString().length() <= 12 && cat.get("age") instanceof Number, alone.getLast());
            assertTrue(List.of("red", "black").containsAll((List<?>) cat.get("colours")), alone.getLast());
        }
        assertNotEquals(alone.get(0), alone.get(1));
        List<Answer> together = new ArrayList<>();
        for (int seed = 0; seed < 8; seed++) {
            together.add(t2l.stream(T2l.Prompt.text(PROMPT), Adapter.NONE, settings(seed)).whole());
        }
        for (int seed = 0; seed < 8; seed++) {
            try (Answer answer = together.get(seed)) {
                assertEquals(alone.get(seed), answer.readAll());
                assertEquals(Finish.END, answer.completion().finish());
            }
        }
    }

    @Test
    void anAnswerThatIsTooLongIsCutOffAndSaysSo() {
        try (Answer answer = t2l.stream(T2l.Prompt.text(PROMPT), Adapter.NONE, settings(1).maxTokens(5))) {
            assertTrue(settings(1).json().isPresent() && t2l.complete(PROMPT, Adapter.NONE, settings(1))
                    .startsWith(answer.readAll()));
            assertEquals(Finish.LENGTH, answer.completion().finish());
        }
    }

    /// Even if it is told to go on.
    @Test
    void anAnswerEndsWithItsObject() throws IOException {
        String text = t2l.complete(PROMPT, Adapter.NONE,
                Settings.DEFAULT.json(JsonSchema.parse("schema", "{\"enum\": [{\"a\": [null, true]}]}"))
                        .ignoreEnd(true));
        assertEquals("{\"a\":[null,true]}", text);
    }

    @Test
    void aVocabularyWithoutBracketsIsRefused() {
        try (T2l tiny = T2l.open("builtin:tiny")) {
            assertThrows(T2lException.class, () -> tiny.require(Adapter.NONE, Settings.DEFAULT.json(CAT)));
            assertThrows(T2lException.class, () -> tiny.complete("cat >", Adapter.NONE, Settings.DEFAULT.json(CAT)));
        }
    }
}
