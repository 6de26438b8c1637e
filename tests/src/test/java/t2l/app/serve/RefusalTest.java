package t2l.app.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import java.net.http.HttpRequest.BodyPublishers;
import module java.base;
import org.junit.jupiter.api.*;
import t2l.app.console.Json;

/// What is wrong is refused, in OpenAI's form and with the name of the field.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalTest {
    private static final String CHAT = "/v1/chat/completions";
    @AutoClose
    private final Served served = Served.open();

    private void refuses(String param, Object... fields) {
        assertEquals(param, Served.refused(400, served.chat("cat >", fields)));
    }

    @Test
    void fieldsThatAreUnknownOrUnsupported() {
        refuses("typical_p", "typical_p", 0.5);
        refuses("stream_options.include", "stream_options", Json.object("include", true));
        refuses("adapter.describ", "adapter", Json.object("describe", "Sort.", "describ", "x"));
        refuses("response_format.type", "response_format", Json.object("type", "xml"));
        refuses("response_format", "response_format", Json.object("type", "json_object")); // no brackets in its vocabulary
        refuses("response_format.json_schema.schema", "response_format",
                Json.object("type", "json_schema", "json_schema",
                        Json.object("schema", Json.object("const", "x".repeat(120_000)))));
        refuses("messages[0].content[0].type", "messages", List.of(Json.object("role", "user", "content",
                List.of(Json.object("type", "image_url", "image_url", Json.object("url", "x"))))));
        assertTrue(served.chat("cat >", "max_token", 3).text("error.message").contains("max_tokens"));
    }

    /// Each as clients send it by default.
    @Test
    void fieldsThatAskForNothing() {
        Map<String, Object> nothing = Json.object("store", false, "tools", List.of(), "tool_choice", "none",
                "parallel_tool_calls", false, "metadata", Map.of("a", "b"), "service_tier", "auto", "best_of", 1,
                "user",
                "me", "modalities", List.of("text"), "echo", false, "suffix", null, "audio", null, "seed", null);
        nothing.forEach((name, value) -> assertEquals(200, served.chat("cat >", name, value).status(), name));
        assertEquals(200, served.chat("cat >", nothing.entrySet().stream()
                .flatMap(each -> Stream.of(each.getKey(), each.getValue())).toArray()).status());
        assertEquals(200, served.chat("cat >", "messages", List.of(Json.object("role", "assistant", "content", "a",
                "refusal", null, "tool_calls", List.of(), "annotations", List.of(), "audio", null, "parsed",
                Map.of("a", 1)))).status());
    }

    @Test
    void fieldsThatAskForWhatIsNotHere() {
        Map<String, Object> tool = Json.object("type", "function", "function", Json.object("name", "f"));
        refuses("tools", "tools", List.of(tool));
        refuses("tool_choice", "tool_choice", "required");
        refuses("store", "store", true);
        refuses("service_tier", "service_tier", "flex");
        refuses("best_of", "best_of", 2);
        refuses("audio", "audio", Map.of("voice", "x"));
        refuses("user", "user", 3);
        refuses("messages[0].tool_calls", "messages",
                List.of(Json.object("role", "assistant", "content", "a", "tool_calls", List.of(tool))));
        assertEquals("tools: only chats and responses call tools, got [\"x\"]; leave it out",
                served.post("/v1/completions", Json.object("model", "tiny", "prompt", "cat >", "tools", List.of("x")))
                        .text("error.message"));
    }

    @Test
    void valuesOfTheWrongKind() {
        refuses("messages", "messages", "cat");
        refuses("messages[0]", "messages", List.of("cat"));
        refuses("messages[0].role", "messages", List.of(Json.object("role", "robot", "content", "cat")));
        refuses("messages[0].role", "messages", List.of(Json.object("role", "system", "content", "cat")));
        refuses("messages", "messages", List.of());
        refuses("temperature", "temperature", "hot");
        refuses("temperature", "temperature", -1);
        refuses("temperature", "temperature", 2.1);
        refuses("top_p", "top_p", 1.1);
        assertEquals(served.chat("cat >", "temperature", 0).text("choices.0.message.content"),
                served.chat("cat >", "temperature", 2, "top_p", 0).text("choices.0.message.content"));
        refuses("n", "n", 1.5);
        refuses("n", "n", 1000);
        refuses("seed", "seed", "x");
        refuses("stream", "stream", "yes");
        refuses("stop", "stop", 3);
        refuses("top_logprobs", "top_logprobs", 3);
        refuses("max_tokens", "max_tokens", 0);
        refuses("adapter", "adapter", List.of("Sort."));
        refuses("adapter", "adapter", " ");
        refuses("top_k", "top_k", -1);
        refuses("min_p", "min_p", 1.5);
        refuses("repeat_penalty", "repeat_penalty", 0);
        refuses("adapter", "adapter", Json.object("scale", 1));
        refuses("adapter.describe", "adapter", Json.object("describe", " "));
        refuses("adapter.describe", "adapter", Json.object("describe", "x".repeat(5000)));
        refuses("adapter.mix[0].mix", "adapter", Json.object("mix", List.of(Json.object("mix", List.of()))));
        refuses("adapter", "model", "tiny+Sort.", "adapter", Json.object("describe", "Sort."));
    }

    /// Each says what to do, in words of the request.
    @Test
    void sentences() {
        says("best_of: this server returns every answer that it writes, got 2; leave it out", "best_of", 2);
        says("model: needs tiny, got \"\"", "model", "");
        says("top_p: needs a number, got \"0.5\"", "top_p", "0.5");
        says("repeat_penalty: needs a number above 0, got 0.0", "repeat_penalty", 0);
        says("stream: needs true or false, got \"true\"", "stream", "true");
        says("adapter: \"\" is not known here; check the name, or describe its task (in model, behind +describe:)",
                "model", "tiny+");
        says("adapter: needs one of describe, id, name and mix, got 0", "adapter", Map.of());
        says("stream_option: has no effect on this request (did you mean stream_options?); leave it out",
                "stream_option", Map.of());
        says("schema: this model has no tokens for any text that fits, such as brackets and quotes; use a model that can write JSON",
                "response_format", Json.object("type", "json_object"));
        says("chat template x: needs builtin:t2l-mistral, builtin:t2l-llama, builtin:t2l-gemma or a text in Jinja,"
                + " there is none of that name", "chat_template", "x");
        refuses("chat_template", "chat_template", "{% for i in range(99999999) %}{% endfor %}");
        assertEquals("response_format: is a field of chats; send text.format",
                served.post("/v1/responses", Json.object("input", "a", "response_format", Map.of()))
                        .text("error.message"));
        assertEquals(
                "input[0]: this model has no chat template, so it reads the last message alone; leave results of tools out",
                served.post("/v1/responses", Json.object("model", "tiny", "input",
                        List.of(Json.object("type", "function_call_output", "call_id", "a", "output", "b"))))
                        .text("error.message"));
    }

    @Test
    void vectorsAreNotShortened() {
        assertEquals("dimensions: the vectors of this server have one length, got 8; leave it out", served.post(
                "/v1/embeddings", Json.object("model", "tiny", "input", "a", "dimensions", 8)).text("error.message"));
    }

    @Test
    void textsWithoutWordsAreNotEmbedded() {
        assertEquals("input: needs a text that is not blank, got \"\u00a0\"",
                served.post("/v1/embeddings", Json.object("model", "tiny", "input", "\u00a0")).text("error.message"));
        assertEquals("input[1]", Served.refused(400,
                served.post("/v1/embeddings", Json.object("model", "tiny", "input", List.of("a", " \n")))));
    }

    @Test
    void fieldsThatHaveNoUse() {
        says("stream_options: needs stream to be true", "stream_options", Json.object("include_usage", true));
        says("logit_bias.05: needs the id of a token, from 0 to 1157, got \"05\"", "logit_bias", Json.object("05", 1));
        for (String unseen : List.of("\u200b", "\u0007 \u200d", "\u0301")) {
            refuses("adapter.describe", "adapter", Json.object("describe", unseen));
        }
    }

    private void says(String sentence, Object... fields) {
        assertEquals(sentence, served.chat("cat >", fields).text("error.message"));
    }

    @Test
    void promptsThatDoNotFit() {
        refuses("messages", "messages", List.of(Json.object("role", "user", "content", "cat ".repeat(600))));
        assertEquals("prompt", Served.refused(400, served.post("/v1/completions",
                Json.object("model", "tiny", "prompt", List.of(1, 5000)))));
        assertEquals("prompt",
                Served.refused(400, served.post("/v1/completions", Json.object("model", "tiny", "promt", "x"))));
    }

    @Test
    void whatIsNotThere() {
        assertEquals("model", Served.refused(404, served.chat("cat >", "model", "gpt-4o")));
        assertEquals("model", Served.refused(404, served.get("/v1/models/gpt-4o")));
        for (String name : List.of("frensh", "Sort.", "t2l-0", "", " ")) {
            assertEquals("adapter", Served.refused(404, served.chat("cat >", "model", "tiny+" + name)));
        }
        assertEquals("model", Served.refused(400, served.chat("cat >", "model", "tiny+describe: ")));
        assertEquals("adapter",
                Served.refused(404, served.chat("cat >", "adapter", Json.object("id", "t2l-0123456789abcdef"))));
        Served.refused(404, served.get("/v1/nothing"));
        Served.refused(404, served.get("/../etc/passwd"));
        Served.Reply method = served.get(CHAT);
        Served.refused(405, method);
        assertTrue(method.text("error.message").contains("POST"), method.body());
        assertEquals("adapter", Served.refused(404, served.get("/v1/adapters/..%2f..%2fetc")));
    }

    @Test
    void bodiesThatAreNoJson() {
        for (String body : List.of("", "{", "[]", "\"x\"", "{\"a\":1}{", "{\"a\":1,\"a\":2}", "{'a':1}", "{\"a\":01}",
                "[".repeat(100_000), "{\"a\":".repeat(100_000), "{\"a\":" + "9".repeat(100_000) + "}", "{\"a\":NaN}")) {
            Served.Reply reply = served.post(CHAT, body);
            assertEquals(400, reply.status(), body.length() < 99 ? body : body.substring(0, 9));
            assertEquals("invalid_request_error", reply.text("error.type"));
        }
        for (byte[] bytes : List.of(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'},
                new byte[] {'{', '"', (byte) 0xc0, (byte) 0x80, '"', ':', '1', '}'}, new byte[] {'"', (byte) 0xed,
                    (byte) 0xa0, (byte) 0x80, '"'})) {
            assertEquals(400,
                    served.send(served.request(CHAT).POST(BodyPublishers.ofByteArray(bytes)).build()).status());
        }
        Served.refused(415, served.send(served.request(CHAT).setHeader("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}")).build()));
    }

    @Test
    void textsOfTenMegabytes() {
        String text = "x".repeat(10 << 20);
        assertEquals("messages", Served.refused(400, served.chat(text)));
        assertEquals("adapter.describe",
                Served.refused(400, served.chat("cat >", "adapter", Json.object("describe", text))));
        assertEquals(400, served.post(CHAT, Map.of(text, 1)).status());
    }

    @Test
    void aBodyBeyondTheLimitIsNotRead() throws IOException {
        try (Socket socket = served.connect()) {
            socket.getOutputStream()
                    .write(("POST " + CHAT + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json"
                            + "\r\nContent-Length: 1000000000000\r\n\r\n").getBytes(UTF_8));
            byte[] start = socket.getInputStream().readNBytes(12);
            assertEquals("HTTP/1.1 413", new String(start, UTF_8));
        }
        assertEquals(413, served.post(CHAT, "{\"a\":\"" + "x".repeat(17 << 20) + "\"}").status());
    }

    @Test
    void chunksThatAreWrongGetAReply() throws IOException {
        for (String chunks : List.of("zz\r\n{}\r\n0\r\n\r\n", "5\r\n{}\r\n0\r\n\r\n", "2\r\n{}\r\n0\r\nA: b\r\n\r\n",
                "-1\r\n\r\n")) {
            assertEquals("HTTP/1.1 400",
                    raw("POST " + CHAT + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json"
                            + "\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks),
                    chunks);
        }
    }

    @Test
    void twoHostsAreRefused() throws IOException {
        assertEquals("HTTP/1.1 400", raw("GET /health HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n"));
    }

    /// The beginning of the reply to a request.
    private String raw(String request) throws IOException {
        try (Socket socket = served.connect()) {
            socket.getOutputStream().write(request.getBytes(UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readNBytes(12), UTF_8);
        }
    }

    @Test
    void aHostMayBeWrittenInCapitals() throws IOException {
        try (Socket client = served.connect()) {
            client.getOutputStream().write("GET /v1/models HTTP/1.1\r\nHost: LocalHost:80\r\n\r\n".getBytes(UTF_8));
            assertEquals("HTTP/1.1 200", new String(client.getInputStream().readNBytes(12), UTF_8));
        }
    }

    @Test
    void onlyThisMachineAndThoseWithTheKeyMayAsk() throws IOException {
        try (Socket socket = served.connect()) {
            socket.getOutputStream()
                    .write("GET /v1/models HTTP/1.1\r\nHost: evil.example:8080\r\n\r\n".getBytes(UTF_8));
            assertEquals("HTTP/1.1 403", new String(socket.getInputStream().readNBytes(12), UTF_8));
        }
        try (Served keyed = Served.keyed("secret", "https://a.example")) {
            Served.refused(401, keyed.get("/v1/models"));
            Served.refused(401,
                    keyed.send(keyed.request("/v1/models").header("Authorization", "Bearer secre").build()));
            assertEquals(200, keyed.get("/health").status());
            assertEquals(200, keyed.get("/").status());
            Served.Reply good = keyed.send(keyed.request("/v1/models").header("Authorization", "Bearer secret")
                    .header("Origin", "https://a.example").build());
            assertEquals(200, good.status());
            assertEquals("https://a.example", good.headers().firstValue("Access-Control-Allow-Origin").orElseThrow());
            Served.Reply preflight = keyed.send(keyed.request(CHAT).method("OPTIONS", BodyPublishers.noBody())
                    .header("Origin", "https://a.example").header("Access-Control-Request-Method", "POST").build());
            assertEquals(204, preflight.status());
            Served.Reply other = keyed.send(keyed.request("/health").header("Origin", "https://b.example").build());
            assertTrue(other.headers().firstValue("Access-Control-Allow-Origin").isEmpty());
        }
    }
}
