package t2l.app.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.GoldenFile;
import t2l.app.console.Json;

/// Replies, byte by byte, with a clock that stands still and names that count.
class WireTest {
    private static final String PROMPT = "cat dog bird >";

    @Test
    void chatStreams() throws IOException {
        chat("chat-stream.txt", "stream", true, "adapter", Json.object("describe", Served.FRENCH));
    }

    @Test
    void chatStreamsTwoChoicesWithUsageAndScores() throws IOException {
        chat("chat-stream-all.txt", "stream", true, "n", 2, "logprobs", true, "top_logprobs", 2, "stream_options",
                Json.object("include_usage", true));
    }

    @Test
    void aChatIsWhole() throws IOException {
        chat("chat.json", "adapter", Json.object("describe", Served.FRENCH), "logprobs", true);
    }

    @Test
    void completionsStream() throws IOException {
        golden("completion-stream.txt", "/v1/completions",
                Json.object("model", "tiny", "prompt", PROMPT, "temperature", 0, "stream", true, "logprobs", 1));
    }

    @Test
    void responsesStream() throws IOException {
        Map<String, Object> body = Json.object("model", "tiny", "input", PROMPT, "temperature", 0);
        golden("response.json", "/v1/responses", body);
        body.put("stream", true);
        golden("response-stream.txt", "/v1/responses", body);
    }

    @Test
    void errorsAreOpenAis() throws IOException {
        chat("error-field.json", "tools", List.of("x"));
        chat("error-value.json", "temperature", 3);
        chat("error-model.json", "model", "gpt-4o");
        golden("error-path.json", "/v1/nothing", Map.of());
    }

    private static void chat(String file, Object... fields) throws IOException {
        golden(file, "/v1/chat/completions", Served.chatBody(PROMPT, fields));
    }

    /// Times are measured, so they differ, and so do keep-alives, which a slow machine sends.
    private static void golden(String file, String path, Map<String, Object> body) throws IOException {
        try (Served served = Served.fixed()) {
            String got = served.post(path, body).body().replaceAll("\"timings\":\\{[^}]*}", "\"timings\":{…}")
                    .replaceAll("(?m)^:\n\n|\\A\n+", "");
            assertEquals(Files.readString(GoldenFile.path("app/serve/" + file)), got, file);
        }
    }
}
