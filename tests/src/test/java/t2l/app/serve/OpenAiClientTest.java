package t2l.app.serve;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.*;
import com.openai.models.*;
import com.openai.models.chat.completions.*;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.*;
import module java.base;
import org.junit.jupiter.api.*;
import org.junit.jupiter.api.io.TempDir;

/// OpenAI's own client for Java.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiClientTest {
    private static final String PROMPT = "cat dog bird >";
    private Served served;
    private OpenAIClient client;

    @BeforeAll
    void open() {
        served = Served.open();
        client = client(served, "unused");
    }

    private static OpenAIClient client(Served served, String key) {
        return OpenAIOkHttpClient.builder().baseUrl(served.server.url() + "/v1").apiKey(key).maxRetries(0).build();
    }

    @AfterAll
    void close() {
        client.close();
        served.close();
    }

    private static ChatCompletionCreateParams.Builder chat(String model) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage(PROMPT).temperature(0);
    }

    @Test
    void chatsWithAnAdapterInTheModelsName() {
        ChatCompletion reply = client.chat().completions().create(chat("tiny+" + Served.FRENCH).logprobs(true)
                .topLogprobs(2).build());
        assertEquals("oiseau", reply.choices().getFirst().message().content().orElseThrow());
        assertEquals(ChatCompletion.Choice.FinishReason.STOP, reply.choices().getFirst().finishReason());
        assertEquals("oiseau",
                reply.choices().getFirst().logprobs().orElseThrow().content().orElseThrow().getFirst().token());
        assertEquals(2, reply.usage().orElseThrow().completionTokens());
    }

    @Test
    void streamsWithAnAdapterInAnExtraField() {
        ChatCompletionCreateParams params = chat("tiny")
                .putAdditionalBodyProperty("adapter", JsonValue.from(Map.of("describe", Served.FRENCH)))
                .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build()).build();
        List<ChatCompletionChunk> chunks;
        try (StreamResponse<ChatCompletionChunk> stream = client.chat().completions().createStreaming(params)) {
            chunks = stream.stream().toList();
        }
        assertEquals("oiseau", chunks.stream().flatMap(chunk -> chunk.choices().stream())
                .flatMap(choice -> choice.delta().content().stream()).collect(Collectors.joining()));
        assertTrue(chunks.getFirst().toString().contains("nearest"), chunks.getFirst().toString()); // of the field adapter
        assertEquals(2, chunks.getLast().usage().orElseThrow().completionTokens());
    }

    @Test
    void embeds() {
        CreateEmbeddingResponse reply = client.embeddings()
                .create(EmbeddingCreateParams.builder().model("tiny").inputOfArrayOfStrings(List.of("a", "b")).build());
        assertEquals(served.t2l.embed(List.of("a", "b")).get(1)[0], reply.data().get(1).embedding().getFirst(), 1e-7f);
    }

    @Test
    void lists() {
        assertEquals(List.of("tiny"), client.models().list().data().stream().map(model -> model.id()).toList());
        assertEquals("tiny", client.models().retrieve("tiny").id());
        assertThrows(NotFoundException.class, () -> client.models().retrieve("gpt-4o"));
    }

    @Test
    void continuesTexts() {
        var reply = client.completions().create(CompletionCreateParams.builder().model("tiny+" + Served.FRENCH)
                .prompt(PROMPT).temperature(0).bestOf(1).build());
        assertEquals("oiseau", reply.choices().getFirst().text().strip());
    }

    @Test
    void responds() {
        ResponseCreateParams params = ResponseCreateParams.builder().model("tiny+" + Served.FRENCH).input(PROMPT)
                .temperature(0).store(false).build();
        Response whole = client.responses().create(params);
        assertEquals("oiseau", whole.output().getFirst().asMessage().content().getFirst().asOutputText().text());
        assertEquals(ResponseStatus.COMPLETED, whole.status().orElseThrow());
        assertEquals(2, whole.usage().orElseThrow().outputTokens());
        whole.validate();
        List<ResponseStreamEvent> events;
        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(params)) {
            events = stream.stream().toList();
        }
        assertEquals("oiseau", events.stream().flatMap(event -> event.outputTextDelta().stream())
                .map(delta -> delta.delta()).collect(Collectors.joining()));
        assertEquals(whole.output().getFirst().asMessage().content(),
                events.getLast().asCompleted().response().output().getFirst().asMessage().content());
        events.forEach(event -> event.validate());
    }

    /// An agent of three tools, to its end. The model was never taught any: the request says which tool, and the grammar makes
    /// the call.
    @Test
    void anAgentCallsThreeToolsAndAnswers(@TempDir Path directory) throws IOException {
        List<String> tools = List.of("cat", "dog", "bird");
        Path template = Files.writeString(directory.resolve("tools.jinja"), ToolCallsTest.TEMPLATE);
        try (Served stories = Served.chatting("builtin:stories260k", template)) {
            OpenAIClient agent = client(stories, "unused");
            ChatCompletionCreateParams.Builder asked = ChatCompletionCreateParams.builder().model("stories260k")
                    .addUserMessage("Find the animals.").temperature(0).maxCompletionTokens(100)
                    .parallelToolCalls(false);
            FunctionParameters parameters = FunctionParameters.builder()
                    .putAllAdditionalProperties(ToolCallsTest.PARAMETERS.entrySet().stream().collect(
                            Collectors.toMap(Map.Entry::getKey, each -> JsonValue.from(each.getValue()))))
                    .build();
            tools.forEach(name -> asked.addTool(ChatCompletionFunctionTool.builder().function(FunctionDefinition
                    .builder().name(name).description("Finds a " + name).parameters(parameters).build()).build()));
            for (String name : tools) {
                asked.toolChoice(ChatCompletionNamedToolChoice.builder()
                        .function(ChatCompletionNamedToolChoice.Function.builder().name(name).build()).build());
                ChatCompletion.Choice choice = agent.chat().completions().create(asked.build()).choices().getFirst();
                assertEquals(ChatCompletion.Choice.FinishReason.TOOL_CALLS, choice.finishReason());
                var call = choice.message().toolCalls().orElseThrow().getFirst().asFunction();
                assertEquals(name, call.function().name());
                assertEquals(Set.of("size", "old"), JSON.std.mapFrom(call.function().arguments()).keySet());
                asked.addMessage(choice.message()).addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.id()).content("A big " + name + ".").build());
            }
            asked.toolChoice(ChatCompletionToolChoiceOption.Auto.NONE).maxCompletionTokens(20);
            ChatCompletion end = agent.chat().completions().create(asked.build());
            assertFalse(end.choices().getFirst().message().content().orElseThrow().isEmpty());
            assertEquals(Optional.empty(), end.choices().getFirst().message().toolCalls());
            agent.close();
        }
    }

    @Test
    void readsAnswersThatFollowASchema() throws IOException {
        var schema = ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                .putAdditionalProperty("type", JsonValue.from("object"))
                .putAdditionalProperty("properties",
                        JsonValue.from(Map.of("name", Map.of("type", "string"), "age", Map.of("type", "integer"))))
                .putAdditionalProperty("required", JsonValue.from(List.of("name", "age")))
                .putAdditionalProperty("additionalProperties", JsonValue.from(false)).build();
        var format = ResponseFormatJsonSchema.builder()
                .jsonSchema(
                        ResponseFormatJsonSchema.JsonSchema.builder().name("cat").strict(true).schema(schema).build())
                .build();
        try (Served stories = Served.model("builtin:stories260k")) {
            OpenAIClient other = client(stories, "unused");
            ChatCompletionCreateParams params = ChatCompletionCreateParams.builder().model("stories260k")
                    .addUserMessage("Once there was a cat")
                    .temperature(0).maxCompletionTokens(400).logitBias(ChatCompletionCreateParams.LogitBias.builder()
                            .putAdditionalProperty(Integer.toString(quote(stories)), JsonValue.from(8)).build())
                    .responseFormat(format).build();
            Map<String, Object> cat = JSON.std.mapFrom(
                    other.chat().completions().create(params).choices().getFirst().message().content().orElseThrow());
            assertEquals(Set.of("name", "age"), cat.keySet());
            other.close();
        }
    }

    /// The token that ends a string, which a model of stories would go on with.
    private static int quote(Served stories) {
        return stories.t2l.model().tokenizer().id("\"").orElseThrow();
    }

    @Test
    void throwsItsOwnExceptions() {
        var bad = assertThrows(BadRequestException.class,
                () -> client.chat().completions().create(chat("tiny").topLogprobs(3).build()));
        assertEquals("top_logprobs", bad.param().orElseThrow());
        assertThrows(NotFoundException.class, () -> client.chat().completions().create(chat("gpt-4o").build()));
        try (Served keyed = Served.keyed("secret", "https://a.example")) {
            OpenAIClient good = client(keyed, "secret");
            assertEquals(1, good.models().list().data().size());
            OpenAIClient wrong = client(keyed, "wrong");
            assertThrows(UnauthorizedException.class, () -> wrong.models().list());
            good.close();
            wrong.close();
        }
    }
}
