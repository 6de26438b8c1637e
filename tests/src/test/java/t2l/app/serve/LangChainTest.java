package t2l.app.serve;

import static org.junit.jupiter.api.Assertions.*;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.*;
import module java.base;
import org.junit.jupiter.api.*;

/// LangChain4j's module for OpenAI.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LangChainTest {
    private static final String PROMPT = "cat dog bird >";
    @AutoClose
    private final Served served = Served.open();

    private OpenAiChatModel.OpenAiChatModelBuilder chat() {
        return OpenAiChatModel.builder().baseUrl(served.server.url() + "/v1").apiKey("unused").maxRetries(0)
                .temperature(0.0);
    }

    @Test
    void chatsWithAnAdapter() {
        assertEquals("oiseau", chat().modelName("tiny+" + Served.FRENCH).build().chat(PROMPT));
        assertEquals("oiseau", chat().modelName("tiny")
                .customParameters(Map.of("adapter", Map.of("describe", Served.FRENCH))).build().chat(PROMPT));
    }

    @Test
    void streams() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        OpenAiStreamingChatModel.builder().baseUrl(served.server.url() + "/v1").apiKey("unused").temperature(0.0)
                .modelName("tiny+" + Served.FRENCH).build().chat(PROMPT, new StreamingChatResponseHandler() {
                    @Override
                    public void onPartialResponse(String piece) {
                        // the whole comes at the end
                    }

                    @Override
                    public void onCompleteResponse(ChatResponse whole) {
                        answer.complete(whole.aiMessage().text());
                    }

                    @Override
                    public void onError(Throwable e) {
                        answer.completeExceptionally(e);
                    }
                });
        assertEquals("oiseau", answer.join());
    }

    @Test
    void embeds() {
        float[] vector = OpenAiEmbeddingModel.builder().baseUrl(served.server.url() + "/v1").apiKey("unused")
                .modelName("tiny").maxRetries(0).build().embed("Sort the words.").content().vector();
        assertEquals(384, vector.length);
    }

    @Test
    void throwsItsOwnExceptions() {
        assertThrows(InvalidRequestException.class,
                () -> chat().modelName("tiny").temperature(5.0).build().chat(PROMPT));
    }
}
