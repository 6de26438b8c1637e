package t2l.app.data.describe;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.*;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.Refused;
import t2l.hypernet.data.TaskData.Pair;

/// What is asked of models, and what is read of the many ways in which they answer.
class DescriptionPromptTest {
    private static final List<String> THREE = List.of("Sort the given words.",
            "You get words; return them sorted: a, b.",
            "Put words into 2. order.");

    @ParameterizedTest
    @ValueSource(
            strings = {"%d. %s\n", "%d) %s\n\n", "  %d: \"%s\"\n", "Description %d: %s\n", "**Description %d:** %s\n",
                "**%d.** %s\r\n", "%d. **%s**\n", "### %d. “%s”\n", "- %2$s\n", "* %2$s\n", "%2$s\n\n"})
    void theItemsOfAListAreRead(String form) {
        StringBuilder reply = new StringBuilder();
        for (int i = 0; i < THREE.size(); i++) {
            reply.append(String.format(form, i + 1, THREE.get(i)));
        }
        assertEquals(THREE, DescriptionPrompt.read(reply.toString()));
        assertEquals(THREE, DescriptionPrompt.read("<think>\n1. What is the task?\n</think>\n\n" + reply));
    }

    @Test
    void whatIsNoDescriptionIsLeftOut() {
        assertEquals(THREE.subList(0, 1), DescriptionPrompt.read("Sure! Here are three descriptions of it:\n\n1. "
                + THREE.getFirst() + "\n2. Too short\n3. " + "very long ".repeat(200) + "\nI hope that this helps."));
        assertEquals(List.of(), DescriptionPrompt.read(""));
        assertEquals(List.of(), DescriptionPrompt.read("1.\n2.\n\n- \n"));
        assertEquals(List.of(), DescriptionPrompt.read("Input: dog cat\n1. Output: the cat and dog"));
        assertEquals(List.of("one two three"), DescriptionPrompt.read("1. one\u0000two\tthree"));
    }

    @Provide
    Arbitrary<List<String>> sentences() {
        Arbitrary<String> word = Arbitraries.strings().withCharRange('a', 'z').numeric().ofMinLength(1).ofMaxLength(8);
        return word.list().ofMinSize(3).ofMaxSize(20).map(words -> "The " + String.join(" ", words)).list().ofMinSize(1)
                .ofMaxSize(20);
    }

    @Property(tries = 200)
    void whatIsNumberedIsReadBack(@ForAll @From("sentences") List<String> sentences) {
        StringBuilder reply = new StringBuilder();
        sentences.forEach(each -> reply.append(reply.isEmpty() ? "" : "\n").append("7. ").append(each));
        assertEquals(sentences, DescriptionPrompt.read(reply.toString()));
    }

    @Property(tries = 500)
    void anythingIsReadAsTextsOfOneLine(@ForAll String reply) {
        for (String each : DescriptionPrompt.read(reply)) {
            assertFalse(each.isBlank() || each.contains("\n") || each.length() > 1000, each);
        }
    }

    @Test
    void longExamplesAreShortened() {
        String asked = DescriptionPrompt.of(List.of(new Pair(" the question\n", List.of("first", "second")),
                new Pair("x".repeat(999) + "\uD83D\uDE00y", List.of("b"))), 7);
        assertTrue(asked.contains("Input: the question\nAnswer: first\n"), asked);
        assertTrue(asked.contains("x\uD83D\uDE00 …\nAnswer: b\n\nWrite 7 different descriptions of the task."), asked);
        assertFalse(asked.contains("second"), asked);
    }

    @Test
    void aReplyWithoutAnAnswerIsRefused() {
        assertEquals("1. a", content("{\"id\": 1, \"choices\": [{\"message\": {\"content\": \"1. a\"}}]}"));
        for (String wrong : List.of("", "[]", "{}", "{\"choices\": []}",
                "{\"choices\": [{\"message\": {\"content\": null}}]}",
                "{\"choices\": [{\"text\": \"a\"}]}", "{\"choices\": [{\"message\": {\"content\": [\"a\"]}}]}")) {
            Refused.begins("reply", () -> content(wrong));
        }
    }

    private static String content(String reply) {
        return ChatEndpoint.content("reply", reply.getBytes(StandardCharsets.UTF_8));
    }
}
