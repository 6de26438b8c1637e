package t2l.langchain4j;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.langchain4j.data.message.*;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import dev.langchain4j.model.chat.request.*;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.*;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import t2l.*;
import t2l.tensor.T2lException;
import t2l.transformer.generate.Answer;
import t2l.transformer.generate.Settings;
import t2l.transformer.template.ChatTemplate.Message;

/// LangChain4j's models give what the façade gives.
class T2lModelsTest {
    private static final String WORDS = "cat dog bird >";
    private static final String REVERSE = "reverse the words";
    private static final Adapter ADAPTER = Tiny.T2L.generate(REVERSE);
    private static final String ANSWER = Tiny.T2L.complete(WORDS, ADAPTER);

    private static ChatRequest request(AdapterChoice adapter) {
        return ChatRequest.builder().messages(UserMessage.from(WORDS))
                .parameters(T2lChatRequestParameters.builder().adapter(adapter).build()).build();
    }

    @Test
    void everyWayToNameAnAdapterGivesItsAnswer(@TempDir Path folder) {
        Path saved = folder.resolve("reverse");
        ADAPTER.save(saved);
        T2lChatModel plain = new T2lChatModel(Tiny.T2L);
        assertEquals(Tiny.T2L.complete(WORDS, Adapter.NONE), plain.chat(WORDS));
        for (AdapterChoice ref : List.of(AdapterChoice.describe(REVERSE), AdapterChoice.path(saved),
                AdapterChoice.of(ADAPTER))) {
            assertEquals(ANSWER, plain.chat(request(ref)).aiMessage().text());
            assertEquals(ANSWER, new T2lChatModel(Tiny.T2L, ref).chat(WORDS));
        }
        T2lChatModel adapted = new T2lChatModel(Tiny.T2L, AdapterChoice.of(ADAPTER));
        assertEquals(plain.chat(WORDS), adapted.chat(request(AdapterChoice.NONE)).aiMessage().text());
    }

    enum Colour {
        RED, BLACK
    }

    record Cat(@JsonProperty(required = true) Colour colour, boolean asleep) {}

    interface Cats {
        Cat in(String story);
    }

    @Test
    void anAiServiceReturnsObjects() {
        try (T2l stories = T2l.open("builtin:stories260k")) { // which can write brackets
            T2lChatModel model = new T2lChatModel(stories);
            assertNotNull(AiServices.create(Cats.class, model).in("Once upon a time there was a cat").colour());
            JsonSchema schema = JsonSchema.builder().name("n")
                    .rootElement(JsonRawSchema.from("{\"type\": \"string\", \"pattern\": \"(?=a)\"}")).build();
            ChatRequest request = ChatRequest.builder().messages(UserMessage.from(WORDS)).responseFormat(
                    ResponseFormat.builder().type(ResponseFormatType.JSON).jsonSchema(schema).build()).build();
            assertThrows(UnsupportedFeatureException.class, () -> model.chat(request));
        }
    }

    record Home(String town, Set<Colour> walls, Cat cat) {}

    interface Lists {
        Set<Integer> integers(String story);

        List<Double> doubles(String story);

        List<Boolean> booleans(String story);

        List<String> texts(String story);

        Set<Colour> colours(String story);

        List<Home> homes(String story);
    }

    /// LangChain4j asks for numbers in another form than it reads them.
    @Test
    void anAiServiceReturnsListsAndSetsAndWhatIsInThem() {
        try (T2l stories = T2l.open("builtin:stories260k")) {
            String story = "Once upon a time there was a cat";
            Lists lists = AiServices.create(Lists.class, new T2lChatModel(stories, T2lChatRequestParameters.builder()
                    .temperature(1.5).seed(1).maxOutputTokens(150).build(), List.of()));
            for (Collection<?> each : List.of(lists.integers(story), lists.doubles(story), lists.booleans(story),
                    lists.texts(story), lists.colours(story))) {
                assertFalse(each.isEmpty());
            }
            assertInstanceOf(Integer.class, lists.integers(story).iterator().next());
            assertNotNull(lists.homes(story));
        }
    }

    @Test
    void parametersAreThoseOfT2l() {
        var sampled = T2lChatRequestParameters.builder().temperature(2.0).seed(7).maxOutputTokens(5).topP(0.9)
                .frequencyPenalty(1.0).presencePenalty(20.0)
                .adapter(AdapterChoice.of(ADAPTER)).build();
        ChatResponse response = new T2lChatModel(Tiny.T2L, sampled, List.of()).chat(UserMessage.from(WORDS));
        assertEquals(
                Tiny.T2L.complete(WORDS, ADAPTER,
                        Settings.DEFAULT.temperature(2).seed(7).maxTokens(5).topP(0.9).frequencyPenalty(1)
                                .presencePenalty(20)),
                response.aiMessage().text());
        var stopped = T2lChatRequestParameters.builder().stopSequences("dog").build();
        assertEquals(ANSWER.substring(0, ANSWER.indexOf("dog")), new T2lChatModel(Tiny.T2L, AdapterChoice.of(ADAPTER))
                .chat(ChatRequest.builder().messages(UserMessage.from(WORDS)).parameters(stopped).build()).aiMessage()
                .text());
    }

    @Test
    void anAnswerHasItsTime() {
        var late = T2lChatRequestParameters.builder().timeout(Duration.ofNanos(1)).build();
        try (T2l small = T2l.builder().model("builtin:tiny").memory(1).open();
                Answer _ = small.stream(T2l.Prompt.text(WORDS), Adapter.NONE,
                        Settings.DEFAULT.maxTokens(Integer.MAX_VALUE).ignoreEnd(true))) { // it takes all memory, and waits
            assertThrows(TimeoutException.class, () -> new T2lChatModel(small, late, List.of()).chat(WORDS));
        }
    }

    @Test
    void aRequestsParametersWinOverDefaults() {
        var defaults = T2lChatRequestParameters.builder().seed(1).temperature(0.5).adapter(AdapterChoice.of(ADAPTER))
                .build();
        var own = T2lChatRequestParameters.builder().seed(2).build();
        T2lChatRequestParameters both = defaults.overrideWith(own);
        assertEquals(2, both.seed().orElseThrow());
        assertEquals(0.5, both.temperature());
        assertEquals(defaults.adapter(), both.adapter());
        assertEquals(both, own.defaultedBy(defaults));
        assertEquals(both.hashCode(), own.defaultedBy(defaults).hashCode());
    }

    @Test
    void aListenerGetsTheTokens() {
        List<ChatModelResponseContext> seen = new ArrayList<>();
        ChatModelListener listener = new ChatModelListener() {
            @Override
            public void onResponse(ChatModelResponseContext context) {
                seen.add(context);
            }
        };
        var parameters = T2lChatRequestParameters.builder().adapter(AdapterChoice.of(ADAPTER)).maxOutputTokens(2)
                .build();
        new T2lChatModel(Tiny.T2L, parameters, List.of(listener)).chat(WORDS);
        ChatResponse response = seen.getFirst().chatResponse();
        assertEquals(2, response.tokenUsage().outputTokenCount());
        assertEquals(Tiny.T2L.format(ADAPTER, Settings.DEFAULT).prompt(WORDS).length,
                response.tokenUsage().inputTokenCount());
        assertEquals(FinishReason.LENGTH, response.finishReason());
        var metadata = assertInstanceOf(T2lChatResponseMetadata.class, response.metadata());
        assertTrue(metadata.firstTokenMillis() > 0 && metadata.totalMillis() > metadata.firstTokenMillis(),
                metadata.toString());
        assertEquals(metadata, metadata.toBuilder().build());
        assertNotEquals(metadata, metadata.toBuilder().id("another").build());
    }

    /// Collects a stream, and cancels it after some pieces.
    private static final class Collected implements StreamingChatResponseHandler {
        private final StringBuilder text = new StringBuilder();
        private final CompletableFuture<String> end = new CompletableFuture<>();
        private int left;

        Collected(int most) {
            left = most;
        }

        @Override
        public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
            text.append(part.text());
            if (--left == 0) {
                context.streamingHandle().cancel();
                end.complete("cancelled");
            }
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            end.complete(response.aiMessage().text());
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }
    }

    @Test
    void aStreamIsTheAnswerInPieces() {
        var model = new T2lStreamingChatModel(Tiny.T2L, AdapterChoice.describe(REVERSE));
        Collected whole = new Collected(-1);
        model.chat(WORDS, whole);
        assertEquals(ANSWER, whole.end.join());
        assertEquals(ANSWER, whole.text.toString());
        Collected cut = new Collected(1);
        model.chat(WORDS, cut);
        assertEquals("cancelled", cut.end.join());
        assertTrue(ANSWER.startsWith(cut.text.toString()), cut.text.toString());
        Collected failed = new Collected(-1);
        model.chat(request(AdapterChoice.path(Path.of("none"))), failed);
        assertInstanceOf(T2lException.class, failed.end.handle((_, failure) -> failure).join());
    }

    interface Words {
        @UseAdapter(REVERSE)
        String reversed(String words);

        @UseAdapter(REVERSE)
        TokenStream stream(String words);

        String unchanged(String words);
    }

    @Test
    void aServicesMethodHasItsAdapter() {
        Words words = AdaptedService.create(Words.class, Tiny.T2L,
                services -> services.chatMemory(MessageWindowChatMemory.withMaxMessages(2)));
        assertEquals(ANSWER, words.reversed(WORDS));
        assertEquals(Tiny.T2L.complete(WORDS, Adapter.NONE), words.unchanged(WORDS));
        CompletableFuture<String> streamed = new CompletableFuture<>();
        words.stream(WORDS).onPartialResponse(_ -> {}).onError(streamed::completeExceptionally)
                .onCompleteResponse(response -> streamed.complete(response.aiMessage().text())).start();
        assertEquals(ANSWER, streamed.join());
    }

    @Test
    void tokensAreCounted() {
        var estimator = new T2lTokenCountEstimator(Tiny.T2L);
        assertEquals(Tiny.T2L.model().tokenizer().encode(WORDS, false).length,
                estimator.estimateTokenCountInText(WORDS));
        List<ChatMessage> two = List.of(UserMessage.from(WORDS), UserMessage.from(WORDS));
        assertEquals(2 * estimator.estimateTokenCountInText(WORDS), estimator.estimateTokenCountInMessages(two));
    }

    @Test
    void whatIsLackingIsRefused() {
        assertRefused("REQUIRED", ChatRequest.builder().messages(UserMessage.from(WORDS))
                .toolChoice(ToolChoice.REQUIRED).build());
        assertRefused("modelName",
                ChatRequest.builder().messages(UserMessage.from(WORDS)).modelName("another").build());
    }

    @Test
    void aMistakeInACallNamesTheArgument() {
        Map<String, Executable> mistakes = Map.of("t2l", () -> new T2lChatModel(null), "defaults",
                () -> new T2lChatModel(Tiny.T2L, null, List.of()), "listeners",
                () -> new T2lStreamingChatModel(Tiny.T2L, ChatRequestParameters.builder().build(), null));
        mistakes.forEach((argument, mistake) -> assertEquals(argument + ": needs a value, got null",
                assertThrows(IllegalArgumentException.class, mistake).getMessage()));
    }

    private static void assertRefused(String what, ChatRequest request) {
        String refusal = assertThrows(UnsupportedFeatureException.class, () -> new T2lChatModel(Tiny.T2L).chat(request))
                .getMessage();
        assertTrue(refusal.contains(what), refusal);
    }

    @Test
    void aConversationIsWrittenInTheModelsTemplate() {
        List<ChatMessage> conversation = List.of(SystemMessage.from("Be brief."), UserMessage.from("Hi"),
                AiMessage.from("Hello"), UserMessage.from(WORDS));
        assertEquals(List.of(new Message("system", "Be brief."), new Message("user", "Hi"),
                new Message("assistant", "Hello"), new Message("user", WORDS)), Conversations.messages(conversation));
    }
}
