package t2l;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.*;
import t2l.transformer.generate.Answer;
import t2l.transformer.generate.Completion.Finish;
import t2l.transformer.generate.Settings;
import t2l.transformer.template.ChatTemplate;
import t2l.transformer.template.ChatTemplate.*;
import t2l.transformer.tools.Tools;
import t2l.transformer.tools.Tools.Tool;

/// Calls of tools in Java, by a model that was never taught any.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToolAnswersTest {
    private static final ChatTemplate TURNS = ChatTemplate.parse("turns",
            "{% if tools %}<tool_call>{% endif %}{% for m in messages %}{{ m.role }} {{ m.content }} {% endfor %}");
    private static final Tools ANIMALS = Tools.of(Tool.of("cat", "Finds a cat.", """
            {"type": "object", "properties": {"size": {"enum": ["big", "small"]}}, "required": ["size"]}"""),
            Tool.of("dog", "Finds a dog.",
                    "{\"type\": \"object\", \"properties\": {\"old\": {\"type\": \"boolean\"}}}"))
            .single();
    private static final Settings TOLD = Settings.DEFAULT.template(TURNS).tools(ANIMALS);

    @AutoClose
    private final T2l t2l = T2l.open("builtin:stories260k");

    private Message message(Settings settings) {
        try (Answer answer = t2l.stream(T2l.Prompt.text("Find a cat."), Adapter.NONE, settings)) {
            answer.readAll();
            assertEquals(Finish.END, answer.completion().finish());
            return answer.message();
        }
    }

    @Test
    void anAnswerThatMustCallDoesWhateverTheSeedAndWhoeverElseIsThere() throws IOException {
        List<Message> alone = new ArrayList<>();
        for (int seed = 0; seed < 6; seed++) {
            alone.add(message(TOLD.tools(ANIMALS.required()).temperature(1.5).seed(seed)));
            for (Call call : alone.getLast().calls()) {
                Set<String> names = JSON.std.mapFrom(call.arguments()).keySet();
                assertTrue(call.name().equals("cat") ? names.equals(Set.of("size")) : Set.of("old").containsAll(names));
            }
            assertFalse(alone.getLast().calls().isEmpty());
        }
        List<Answer> together = IntStream.range(0, 6).mapToObj(seed -> t2l.stream(T2l.Prompt.text("Find a cat."),
                Adapter.NONE, TOLD.tools(ANIMALS.required()).temperature(1.5).seed(seed)).whole()).toList();
        for (int seed = 0; seed < 6; seed++) {
            try (Answer answer = together.get(seed)) {
                answer.readAll();
                assertEquals(alone.get(seed), answer.message());
            }
        }
        assertEquals("dog", message(TOLD.tools(ANIMALS.required("dog"))).calls().getFirst().name());
    }

    /// What begins a call is free, what follows is not: a model that is made to begin one goes on with it.
    @Test
    void aConversationGoesOnWithResults() {
        try (Conversation chat = t2l.chat(Adapter.NONE, TOLD.tools(ANIMALS.required("cat")))) {
            chat.stream("Find a cat.").readAll();
            Call call = chat.messages().getLast().calls().getFirst();
            assertEquals("cat", call.name());
            assertTrue(call.id().matches("[a-z0-9]{9}"), call.id());
            chat.stream(Message.result(call, "A big cat.")).readAll();
            assertEquals(List.of("user", "assistant", "tool", "assistant"),
                    chat.messages().stream().map(Message::role).toList());
        }
    }

    @Test
    void aCallThatIsCutOffIsLeftOut() {
        Settings settings = TOLD.tools(ANIMALS.required("cat"));
        int whole = length(settings);
        for (int most = 1; most < whole; most++) {
            try (Answer answer = t2l.stream(T2l.Prompt.text("Find a cat."), Adapter.NONE, settings.maxTokens(most))) {
                answer.readAll();
                assertEquals(Finish.LENGTH, answer.completion().finish());
                for (Call call : answer.message().calls()) { // only the end of the call is cut off
                    assertTrue(call.arguments().endsWith("}"), call.arguments());
                }
                assertTrue(most > whole / 2 || answer.message().calls().isEmpty());
            }
        }
    }

    private int length(Settings settings) {
        try (Answer answer = t2l.stream(T2l.Prompt.text("Find a cat."), Adapter.NONE, settings)) {
            answer.readAll();
            return answer.completion().tokens().size();
        }
    }

    @Test
    void anAnswerThatMayCallIsTextIfTheModelWritesText() {
        Message text = message(Settings.DEFAULT.template(TURNS).tools(ANIMALS).maxTokens(200));
        assertTrue(text.calls().isEmpty() && !text.content().isBlank(), text.toString());
    }

    @Test
    void aModelThatWouldNotKnowOfToolsIsNotGivenAny() {
        String refusal = assertThrows(IllegalArgumentException.class,
                () -> t2l.complete("Find a cat.", Adapter.NONE, Settings.DEFAULT.tools(ANIMALS))).getMessage();
        assertTrue(refusal.startsWith("tools: need a model with a chat template"), refusal);
        assertFalse(message(Settings.DEFAULT.tools(ANIMALS.required())).calls().isEmpty());
    }
}
