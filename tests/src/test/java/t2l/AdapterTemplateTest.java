package t2l;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.hypernet.*;
import t2l.tensor.Parallel;
import t2l.tensor.backend.*;
import t2l.transformer.family.Builtin;
import t2l.transformer.generate.Settings;
import t2l.transformer.template.*;
import t2l.transformer.template.ChatTemplate.Message;

/// Prompts are written in the chat template of the adapter's training.
class AdapterTemplateTest {
    private static final String TASK = "Take the last word and say it in French.";
    private static final String TRAINED = "{% for message in messages %}{{ message['content'] + ' cat' }}{% endfor %}";
    private static final String CHOSEN = "{% for message in messages %}{{ message['content'] + ' dog' }}{% endfor %}";

    private static final Settings SHORT = Settings.DEFAULT.maxTokens(4);

    @TempDir
    Path temp;

    /// The hypernetwork of builtin:tiny, as if it had been trained with other arguments.
    private String network(Map<String, Object> arguments) {
        return Builtin.openHypernetwork("builtin:tiny", from -> {
            Path to = temp.resolve("t2l");
            try {
                Files.createDirectories(to);
                for (String file : List.of("adapter_config.json", "hypermod.safetensors", "tasks.safetensors")) {
                    Files.copy(from.resolve(file), to.resolve(file));
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            Arguments.read(from.resolve(Arguments.FILE)).with(arguments).write(to.resolve(Arguments.FILE));
            return to.toString();
        });
    }

    /// The same, as if it had been trained with [#TRAINED].
    private String network() {
        return network(Map.of("chat_template", TRAINED));
    }

    private static void assertWritten(T2l t2l, String suffix, Adapter adapter) {
        assertWritten(t2l, "", suffix, adapter);
    }

    private static int[] tokens(T2l t2l, String text) {
        return t2l.model().format().tokenizer().encode(text, false);
    }

    private static void assertWritten(T2l t2l, String prefix, String suffix, Adapter adapter) {
        String hat = prefix + "hat " + suffix;
        PromptFormat format = t2l.format(adapter, Settings.DEFAULT);
        assertArrayEquals(tokens(t2l, hat), format.prompt("hat"));
        assertArrayEquals(tokens(t2l, hat), format.prompt(List.of(new Message("user", "hat"))));
        String answer = t2l.complete("hat", adapter, SHORT);
        assertEquals(t2l.stream(T2l.Prompt.tokens(tokens(t2l, hat)), adapter, SHORT).readAll().strip(), answer.strip());
        try (Conversation chat = t2l.chat(adapter, SHORT)) {
            assertEquals(answer, chat.say("hat"));
        }
    }

    @Test
    void anAdapterKeepsTheTemplateOfItsTraining() {
        try (T2l t2l = T2l.builder().model("builtin:tiny").hypernetwork(network()).open()) {
            Adapter made = t2l.generate(TASK);
            assertWritten(t2l, "cat", made);
            assertWritten(t2l, "cat", made.times(0.5));
            assertWritten(t2l, "cat",
                    t2l.sum("both", List.of(t2l.wrap("plain", made.lora(), Optional.empty()), made)));
            Path saved = temp.resolve("saved");
            made.save(saved);
            assertEquals(Optional.of(TRAINED), ChatTemplate.read(saved).map(ChatTemplate::source));
            assertWritten(t2l, "cat", t2l.load(saved));
            assertEquals(t2l.model().format(), t2l.format(Adapter.NONE, Settings.DEFAULT));
            assertEquals(t2l.model().format(),
                    t2l.format(t2l.wrap("plain", made.lora(), Optional.empty()), Settings.DEFAULT));
        }
    }

    @Test
    void aTemplateThatWasChosenReplacesIt() {
        try (T2l t2l = T2l.builder().model("builtin:tiny").hypernetwork(network()).chatTemplate(CHOSEN).open()) {
            assertWritten(t2l, "dog", t2l.generate(TASK));
            assertWritten(t2l, "dog", Adapter.NONE);
        }
    }

    /// Of a network that was trained so.
    @Test
    void promptsBeginWithTheDescription() {
        String network = network(Map.of("chat_template", TRAINED, "use_task_desc", true));
        try (T2l t2l = T2l.builder().model("builtin:tiny").hypernetwork(network).open()) {
            Adapter made = t2l.generate(TASK);
            assertWritten(t2l, TASK + "\n\n", "cat", made);
            Path saved = temp.resolve("told");
            made.save(saved);
            assertWritten(t2l, TASK + "\n\n", "cat", t2l.load(saved));
        }
    }

    /// Without a template, the adapter cannot see to it.
    @Test
    void whatPromptsBeginWithIsSaid() {
        String network = network(Map.of("use_task_desc", true));
        List<String> said = new ArrayList<>();
        try (Parallel threads = new Parallel(1);
                Kernels kernels = Backends.open("auto", threads);
                TextToLora _ = TextToLora.open(network, Optional.empty(), Optional.empty(), _ -> Optional.empty(),
                        kernels, said::add)) {
            assertEquals(List.of(network + ": the prompts of its training begin with the description and an empty line"
                    + " (use_task_desc); begin yours so, too"), said);
        }
    }

    @Test
    void builtInNetworksSayTheirs() {
        assertEquals(Optional.empty(), TextToLora.template("builtin:tiny"));
        assertEquals("user: hat", TextToLora.template("builtin:qwen2.5-coder-0.5b").orElseThrow()
                .render(Map.of("messages", List.of(Map.of("role", "user", "content", "hat"))))
                .replace("<|im_start|>", "").replace("<|im_end|>\n", "").replace("\n", ": "));
    }
}
