package t2l.spring;

import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.*;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.support.ToolCallbacks;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.annotation.ToolParam;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.MimeTypeUtils;
import t2l.*;
import t2l.tensor.T2lException;
import t2l.transformer.generate.Answer;
import t2l.transformer.generate.Settings;
import t2l.transformer.template.ChatTemplate.Message;

/// An application that has the starter and the property `t2l.model`.
class SpringTest {
    private static final String WORDS = "cat dog bird >";
    private static final String REVERSE = "reverse the words";
    private static final Settings LONG = Settings.DEFAULT.maxTokens(Integer.MAX_VALUE).ignoreEnd(true);

    private static final ApplicationContextRunner EMPTY = new ApplicationContextRunner().withConfiguration(
            AutoConfigurations.of(T2lAutoConfiguration.class, ModelsAutoConfiguration.class,
                    ActuatorAutoConfiguration.class, ChatClientAutoConfiguration.class));
    private static final ApplicationContextRunner TINY = EMPTY.withPropertyValues("t2l.model=builtin:tiny",
            "t2l.threads=1");

    private static String text(ChatResponse response) {
        return response.getResult().getOutput().getText();
    }

    @Test
    void modelsAnswerAsTheFacade(@TempDir Path folder) {
        TINY.run(context -> {
            T2l t2l = context.getBean(T2l.class);
            ChatModel model = context.getBean(ChatModel.class);
            Adapter adapter = t2l.generate(REVERSE);
            String answer = t2l.complete(WORDS, adapter);
            assertEquals(t2l.complete(WORDS, Adapter.NONE), model.call(WORDS));
            adapter.save(folder.resolve("reverse"));
            for (AdapterChoice choice : List.of(AdapterChoice.describe(REVERSE), AdapterChoice.of(adapter),
                    AdapterChoice.path(folder.resolve("reverse")))) {
                assertEquals(answer, text(model.call(new Prompt(WORDS, T2lChatOptions.builder().adapter(choice)
                        .build()))));
            }
            Prompt sampled = new Prompt(WORDS, T2lChatOptions.builder().adapter(AdapterChoice.of(adapter))
                    .temperature(2.0).seed(7L).maxTokens(5).topP(0.9).frequencyPenalty(1.0).presencePenalty(20.0)
                    .build());
            ChatResponse response = model.call(sampled);
            assertEquals(
                    t2l.complete(WORDS, adapter,
                            Settings.DEFAULT.temperature(2).seed(7).maxTokens(5).topP(0.9).frequencyPenalty(1)
                                    .presencePenalty(20)),
                    text(response));
            assertEquals(t2l.format(adapter, Settings.DEFAULT).prompt(WORDS).length,
                    response.getMetadata().getUsage().getPromptTokens());
            assertEquals(text(response), String.join("", model.stream(sampled).map(SpringTest::text).toIterable()));
            assertEquals(response.getMetadata().getUsage(), model.stream(sampled).blockLast().getMetadata().getUsage());
            assertEquals(answer, context.getBean(ChatClient.Builder.class).build().prompt(WORDS)
                    .options(T2lChatOptions.describe(REVERSE).mutate()).call().content());

            EmbeddingModel embedding = context.getBean(EmbeddingModel.class);
            assertArrayEquals(t2l.embed(List.of(REVERSE)).getFirst(), embedding.embed(REVERSE));
            assertArrayEquals(embedding.embed(REVERSE), embedding.embed(new Document(REVERSE)));
            assertEquals(embedding.embed(REVERSE).length, embedding.dimensions());
            seesWhatHappens(context);
        });
    }

    private static void seesWhatHappens(AssertableApplicationContext context) {
        T2l t2l = context.getBean(T2l.class);
        MeterRegistry registry = new SimpleMeterRegistry();
        context.getBean(T2lMetrics.class).bindTo(registry);
        assertEquals((double) t2l.stats().decoded(), registry.get("t2l.tokens.decoded").functionCounter().count());
        assertEquals((double) t2l.stats().prefilled(), registry.get("t2l.tokens.prefilled").functionCounter().count());
        assertEquals((double) t2l.stats().cacheCapacity(), registry.get("t2l.cache.capacity").gauge().value());
        assertEquals(8, registry.getMeters().size());
        assertTrue(registry.get("t2l.adapter.memory").gauge().value() > 0);
        assertEquals(Status.UP, context.getBean(T2lHealthIndicator.class).health().getStatus());
        t2l.close();
        assertEquals(Status.DOWN, context.getBean(T2lHealthIndicator.class).health().getStatus());
    }

    @Test
    void aConversationIsTakenWhole() {
        TINY.withPropertyValues("t2l.chat-template={% for m in messages %}{{ m.role }}: {{ m.content }} {% endfor %}")
                .run(context -> {
                    T2l t2l = context.getBean(T2l.class);
                    List<Message> said = List.of(new Message("system", "Be brief."), new Message("user", "cat"),
                            new Message("assistant", "dog"), new Message("user", WORDS));
                    try (Answer answer = t2l.stream(T2l.Prompt.messages(said), Adapter.NONE, Settings.DEFAULT)) {
                        assertEquals(answer.readAll(), text(context.getBean(ChatModel.class).call(new Prompt(
                                new SystemMessage("Be brief."), new UserMessage("cat"), new AssistantMessage("dog"),
                                new UserMessage(WORDS)))));
                    }
                });
    }

    @Test
    void whatIsLackingIsRefused() {
        T2l none = null;
        InProcessChatModel model = new InProcessChatModel(none, T2lChatOptions.builder().build());
        Media image = new Media(MimeTypeUtils.IMAGE_PNG, URI.create("http://localhost/cat.png"));
        for (Prompt prompt : List.of(new Prompt(UserMessage.builder().text(WORDS).media(image).build()),
                new Prompt(WORDS, ChatOptions.builder().model("gpt").build()))) {
            String refusal = assertThrows(IllegalArgumentException.class, () -> model.call(prompt)).getMessage();
            assertTrue(refusal.endsWith(": not supported; leave it out"), refusal);
        }
    }

    /// A tool as an application has it.
    static final class Animals {
        private final List<Boolean> asked = new ArrayList<>();

        @Tool(description = "Finds a dog.", returnDirect = true)
        String dog(@ToolParam(description = "whether it is old") boolean old) {
            asked.add(old);
            return "a dog";
        }
    }

    /// A pair, which no model writes without its schema.
    record Cat(String name, boolean old) {}

    @Test
    void toolsAreCalledAndRunByTheClientAlone() {
        EMPTY.withPropertyValues("t2l.model=builtin:stories260k", "t2l.threads=1",
                "t2l.chat-template={% if tools %}\"parameters\": {% endif %}{% for m in messages %}{{ m.content }} {% endfor %}")
                .run(context -> {
                    Animals animals = new Animals();
                    ToolCallback[] tools = ToolCallbacks.from(animals);
                    T2lChatOptions options = T2lChatOptions.builder().toolCallbacks(tools).requireTools(true)
                            .maxTokens(100).build();
                    Prompt prompt = new Prompt("Find a dog.", options);
                    ChatResponse response = context.getBean(ChatModel.class).call(prompt);
                    AssistantMessage.ToolCall call = response.getResult().getOutput().getToolCalls().getFirst();
                    assertTrue(
                            call.name().equals("dog") && call.arguments().matches("\\{\\s*\"old\": ?(true|false)\\s*}"),
                            call.toString());
                    assertEquals("TOOL_CALLS", response.getResult().getMetadata().getFinishReason());
                    assertEquals(List.of(), animals.asked);
                    ChatResponse last = context.getBean(ChatModel.class).stream(prompt).blockLast();
                    assertEquals(call, last.getResult().getOutput().getToolCalls().getFirst());

                    ChatClient client = context.getBean(ChatClient.Builder.class).build();
                    assertTrue(client.prompt("Find a dog.").tools(animals)
                            .options(T2lChatOptions.builder().requireTools(true).maxTokens(100)).call().content()
                            .contains("a dog"));
                    assertFalse(animals.asked.isEmpty());
                    Message found = new Message("tool", "a dog", List.of(), call.id());
                    assertEquals(found, InProcessChatModel.messages(ToolResponseMessage.builder().responses(List.of(
                            new ToolResponseMessage.ToolResponse(call.id(), "dog", "a dog"))).build()).findFirst()
                            .get());
                });
    }

    @Test
    void anEntityIsHeldToItsSchema() {
        EMPTY.withPropertyValues("t2l.model=builtin:stories260k", "t2l.threads=1").run(context -> {
            Cat cat = context.getBean(ChatClient.Builder.class).build().prompt("Once there was a cat")
                    .options(T2lChatOptions.builder().maxTokens(400)).call().entity(Cat.class);
            assertFalse(cat.name() == null);
        });
    }

    enum Colour {
        RED, BLACK
    }

    record Home(Cat cat, Set<Colour> walls, Set<Integer> numbers) {}

    @Test
    void anEntityHasListsAndRecordsInIt() {
        EMPTY.withPropertyValues("t2l.model=builtin:stories260k", "t2l.threads=1").run(context -> {
            ChatClient.ChatClientRequestSpec story = context.getBean(ChatClient.Builder.class).build()
                    .prompt("Once there was a cat")
                    .options(T2lChatOptions.builder().temperature(1.5).seed(1L).maxTokens(400));
            Home home = story.call().entity(Home.class);
            assertNotNull(home.cat().name());
            assertTrue(EnumSet.allOf(Colour.class).containsAll(home.walls()), home::toString);
            assertInstanceOf(Integer.class, home.numbers().iterator().next());
            assertNotNull(story.call().entity(new ParameterizedTypeReference<List<Home>>() {}));
        });
    }

    @Test
    void optionsOfARequestWin() {
        T2lChatOptions defaults = T2lChatOptions.builder().seed(1L).temperature(0.5).timeout(Duration.ofSeconds(9))
                .adapter(AdapterChoice.describe(REVERSE)).build();
        T2lChatOptions both = defaults.mutate().combineWith(T2lChatOptions.builder().seed(2L).topK(3)).build();
        assertEquals(T2lChatOptions.builder().seed(2L).topK(3).temperature(0.5).timeout(Duration.ofSeconds(9))
                .adapter(AdapterChoice.describe(REVERSE)).build(), both);
        assertEquals(both, both.mutate().build());
    }

    @Test
    void whatTheApplicationDefinesIsUsed() {
        T2l own = T2l.builder().model("builtin:tiny").threads(1).open();
        ChatModel chat = _ -> new ChatResponse(List.of());
        EMPTY.withBean(T2l.class, () -> own).withBean(ChatModel.class, () -> chat)
                .withBean(T2lChatOptions.class, () -> T2lChatOptions.builder().model("tiny").build()).run(context -> {
                    assertSame(own, context.getBean(T2l.class));
                    assertSame(chat, context.getBean(ChatModel.class));
                    assertTrue(context.getBean(EmbeddingModel.class) instanceof InProcessEmbeddingModel);
                });
        assertTrue(own.isClosed());
        EMPTY.run(context -> assertFalse(context.containsBean("t2l") || context.containsBean("t2lChatModel")));
        TINY.withPropertyValues("spring.ai.model.chat=openai", "management.health.t2l.enabled=false").run(context -> {
            assertFalse(context.containsBean("t2lChatModel") || context.containsBean("t2lHealthIndicator"));
            assertTrue(context.containsBean("t2lEmbeddingModel"));
        });
        TINY.withClassLoader(
                new FilteredClassLoader("org.springframework.ai", "org.springframework.boot.health.contributor",
                        "io.micrometer"))
                .run(context -> {
                    assertNull(context.getStartupFailure());
                    assertTrue(context.containsBean("t2l"));
                    assertFalse(context.containsBean("t2lChatModel") || context.containsBean("t2lMetrics")
                            || context.containsBean("t2lHealthIndicator"));
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            t2l.model=/no/such   | /no/such
            t2l.threads=0        | t2l: threads
            t2l.memory=-1B       | t2l: memory: needs a number of bytes
            t2l.hypernetwork=/no | /no: needs a hypernetwork
            t2l.model=           | t2l: model: needs a name, got none; name one in the property t2l.model
            t2l.backend=abacus   | t2l: backend: needs auto, reference or one of
            """)
    void oneSentenceSaysWhyItDoesNotStart(String property, String start) {
        TINY.withPropertyValues(property).run(context -> {
            FailureAnalysis analysis = new T2lFailureAnalyzer().analyze(context.getStartupFailure());
            assertTrue(analysis.getDescription().startsWith(start), analysis.getDescription());
            assertFalse(analysis.getDescription().contains("\n"), analysis.getDescription());
        });
    }

    @Test
    void settingsInASentenceArePropertiesHere() {
        FailureAnalysis analysis = new T2lFailureAnalyzer()
                .analyze(new T2lException("a: needs one; choose one in the setting chatTemplate"));
        assertEquals("a: needs one; choose one in the property t2l.chat-template", analysis.getDescription());
    }

    @Test
    void closingWaitsForAnswersUpToSpringsTimeout() {
        CompletableFuture<String> read = new CompletableFuture<>();
        TINY.run(patient -> {
            Answer answer = patient.getBean(T2l.class).stream(T2l.Prompt.text(WORDS), Adapter.NONE, LONG.maxTokens(60));
            Thread.startVirtualThread(() -> complete(read, answer));
        });
        assertFalse(read.join().isEmpty());

        Answer[] endless = new Answer[1];
        TINY.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class))
                .withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=100ms").run(context -> {
                    endless[0] = context.getBean(T2l.class).stream(T2l.Prompt.text(WORDS), Adapter.NONE, LONG);
                    endless[0].iterator().next();
                });
        assertThrows(IllegalStateException.class, () -> endless[0].readAll());
    }

    private static void complete(CompletableFuture<String> read, Answer answer) {
        try {
            read.complete(answer.readAll());
        } catch (RuntimeException e) {
            read.completeExceptionally(e);
        }
    }

    @Test
    void propertiesAreDescribedForEditors() throws IOException {
        Path file = Path.of(System.getProperty("t2l.root", ".."),
                "spring/target/classes/META-INF/spring-configuration-metadata.json");
        assumeTrue(Files.exists(file), "compiled with -proc:none");
        String text = Files.readString(file);
        for (String part : List.of("t2l.model", "t2l.hypernetwork", "t2l.adapter-memory", "a Hugging Face directory")) {
            assertTrue(text.contains(part), text);
        }
    }
}
