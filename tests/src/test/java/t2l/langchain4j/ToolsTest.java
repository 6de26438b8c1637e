package t2l.langchain4j;

import static org.junit.jupiter.api.Assertions.*;

import dev.langchain4j.agent.tool.*;
import dev.langchain4j.data.message.*;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.response.*;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.Result;
import module java.base;
import org.junit.jupiter.api.*;
import org.junit.jupiter.api.io.TempDir;
import t2l.T2l;

/// Tools of LangChain4j, for a model that was never taught any.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToolsTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    @AutoClose
    private T2l t2l;

    /// Tools as an application has them.
    final class Animals {
        @Tool("Finds a cat.")
        String cat(@P("its size") Size size) {
            asked.add("cat " + size);
            return "a cat";
        }

        @Tool("Finds a dog.")
        String dog(@P("whether it is old") boolean old) {
            asked.add("dog " + old);
            return "a dog";
        }
    }

    enum Size {
        BIG,
        SMALL
    }

    interface Finder {
        Result<String> find(String what);
    }

    @BeforeAll
    void open(@TempDir Path directory) throws IOException {
        Path template = Files.writeString(directory.resolve("turns.jinja"), "{% if tools %}\"parameters\": {% endif %}"
                + "{% for m in messages %}{{ m.role }} {{ m.content }} {% endfor %}");
        t2l = T2l.builder().model("builtin:stories260k").chatTemplate(template.toString()).threads(1).open();
    }

    private static ChatRequest request(ToolChoice choice) {
        return ChatRequest.builder().messages(UserMessage.from("Find a cat."))
                .parameters(T2lChatRequestParameters.builder().maxOutputTokens(100).toolChoice(choice)
                        .toolSpecifications(ToolSpecifications.toolSpecificationsFrom(Animals.class)).build())
                .build();
    }

    /// The service runs the tool and asks again, with its result; then the model may answer.
    @Test
    void aServiceRunsWhatTheModelCalls() {
        asked.clear();
        Finder finder = AiServices.builder(Finder.class)
                .chatModel(new T2lChatModel(t2l, T2lChatRequestParameters.builder().maxOutputTokens(100)
                        .toolChoice(ToolChoice.REQUIRED).build(), List.of()))
                .tools(new Animals()).build();
        Result<String> result = finder.find("Find a cat.");
        assertFalse(asked.isEmpty());
        assertEquals(asked.size(), result.toolExecutions().size());
        assertFalse(result.finalResponse().aiMessage().hasToolExecutionRequests());
    }

    @Test
    void aResponseHasCallsAndAConversationTheirResults() {
        T2lChatModel model = new T2lChatModel(t2l);
        ChatResponse response = model.chat(request(ToolChoice.REQUIRED));
        assertEquals(FinishReason.TOOL_EXECUTION, response.finishReason());
        AiMessage ai = response.aiMessage();
        assertTrue(Set.of("cat", "dog").contains(ai.toolExecutionRequests().getFirst().name()));
        List<ChatMessage> all = new ArrayList<>(List.of(UserMessage.from("Find."), ai));
        ai.toolExecutionRequests().forEach(call -> all.add(ToolExecutionResultMessage.from(call, "found")));
        ChatResponse next = model.chat(ChatRequest.builder().messages(all).maxOutputTokens(20).build());
        assertFalse(next.aiMessage().hasToolExecutionRequests());
        assertTrue(next.tokenUsage().inputTokenCount() > 5);
        assertFalse(model.chat(request(ToolChoice.NONE)).aiMessage().hasToolExecutionRequests());
    }

    @Test
    void aStreamHasCallsInPieces() throws Exception {
        ChatResponse whole = new T2lChatModel(t2l).chat(request(ToolChoice.REQUIRED));
        StringBuilder pieces = new StringBuilder();
        List<ToolExecutionRequest> calls = new ArrayList<>();
        CompletableFuture<ChatResponse> done = new CompletableFuture<>();
        new T2lStreamingChatModel(t2l).chat(request(ToolChoice.REQUIRED), new StreamingChatResponseHandler() {
            @Override
            public void onPartialToolCall(PartialToolCall part) {
                pieces.append(part.partialArguments());
            }

            @Override
            public void onCompleteToolCall(CompleteToolCall call) {
                calls.add(call.toolExecutionRequest());
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                done.complete(response);
            }

            @Override
            public void onError(Throwable error) {
                done.completeExceptionally(error);
            }
        });
        assertEquals(whole.aiMessage(), done.get().aiMessage());
        assertEquals(whole.aiMessage().toolExecutionRequests(), calls);
        assertEquals(calls.stream().map(ToolExecutionRequest::arguments).collect(Collectors.joining()),
                pieces.toString());
    }
}
