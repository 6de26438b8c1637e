package t2l.app.worker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import net.jqwik.api.*;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import t2l.app.console.Json;
import t2l.app.serve.Served;
import t2l.app.serve.adapters.AdapterRegistry;
import t2l.app.serve.adapters.AdapterRegistry.Published;
import t2l.app.serve.api.Service;
import t2l.app.serve.http.Endpoint;
import t2l.app.serve.http.Endpoint.Clock;
import t2l.app.train.OneOracle;
import t2l.hypernet.Arguments;
import t2l.transformer.generate.Settings;

/// Whatever a line is, it has an answer, with its id if it has one, and what is wrong in one sentence. A request has the same reply
/// on a line and over HTTP.
class WorkerLinesLaws {
    private static final List<String> NAMES = List.of("id", "op", "describe", "out", "prompt", "answer",
            "task",
            "adapter", "model", "messages", "input", "text", "stream", "limit", "x");
    private static final List<Object> VALUES = List.of("generate", "complete", "score", "eval", "oracle", "about",
            "/v1/completions", "/v1/chat/completions", "/v1/embeddings", "/tokenize", "tiny",
            "", "a", "/", "\u0000", "no/such/place", 0, -1, 1.5, true, 1L << 40, List.of(),
            List.of("a"), List.of(Map.of("role", "user", "content", "cat >")), Map.of("describe", "Sort the words."),
            Map.of("name", "no/such/place"), Map.of());

    private static Served served;
    private static Map<String, Endpoint> endpoints;

    @BeforeContainer
    static void open() {
        served = Served.model("builtin:tiny");
        BulkEndpoints all = new BulkEndpoints(Map.of("version", "t2l 1", "fingerprint", "f"));
        all.generate(served.t2l::generate);
        AdapterRegistry adapters = new AdapterRegistry(served.t2l, "tiny", Published.files(served.t2l), 1, Clock.REAL);
        all.model(new Service(served.t2l, adapters, Clock.REAL, _ -> Settings.DEFAULT.maxTokens(2), false),
                new OneOracle(served.t2l.model(), new Arguments("lora", Map.of("steps", 1))), 2);
        endpoints = all.all();
    }

    @AfterContainer
    static void close() {
        served.close();
    }

    /// A worker without a model says what it lacks.
    @Example
    void withoutAModelNothingIsAnswered() {
        Map<String, Endpoint> few = new BulkEndpoints(Map.of("version", "t2l 1", "fingerprint", "f")).all();
        assertFalse(answer(line("op", "about"), few).containsKey("generated_bytes"));
        for (String op : List.of("score", "eval", "oracle")) {
            String error = answer(line("op", op, "describe", "Sort."), few).get("error").toString();
            assertTrue(error.contains("start it with --model"), error);
        }
    }

    @Example
    void whatCannotBeIsSaidOfItsField() {
        assertEquals(
                "adapter: a\u0000 is not known here; check the name, or describe its task (in model, behind +describe:)",
                answer(line("op", "/v1/completions", "model", "tiny", "prompt", "a", "adapter",
                        Map.of("name", "a\u0000")))
                        .get("error"));
        assertEquals("input: needs a text that is not blank, got \" \"",
                answer(line("op", "/v1/embeddings", "model", "tiny", "input", " ")).get("error"));
        assertEquals("{\"id\":\"\\ud800\"}", Json.line(Map.of("id",
                answer("{\"id\":\"\\ud800\",\"op\":\"about\"}".getBytes(UTF_8)).get("id"))));
    }

    private static Map<String, Object> answer(byte[] line) {
        return answer(line, endpoints);
    }

    private static Map<String, Object> answer(byte[] line, Map<String, Endpoint> some) {
        List<Map<String, Object>> answers = new ArrayList<>();
        try {
            new LineTransport(some, 1 << 20, answers::add, fault -> {
                throw new AssertionError(new String(line, UTF_8), fault);
            }, () -> false).run(new ByteArrayInputStream(line));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertEquals(1, answers.size());
        Map<String, Object> answer = answers.getFirst();
        assertTrue(answer.containsKey("id") || answer.containsKey("line"), answer.toString());
        if (answer.get("error") instanceof String error) {
            assertTrue(!error.isBlank() && error.lines().count() == 1 && error.length() < 1500, error);
        }
        Json.line(answer);
        return answer;
    }

    @Provide
    Arbitrary<Map<String, Object>> objects() {
        return Arbitraries.maps(Arbitraries.of(NAMES), Arbitraries.of(VALUES)).ofMaxSize(7);
    }

    @Property(tries = 600)
    void anyObjectIsAnswered(@ForAll("objects") Map<String, Object> fields) {
        Map<String, Object> answer = answer(Json.line(fields).getBytes(UTF_8));
        if (fields.get("id") instanceof String id) {
            assertEquals(id, answer.get("id"));
        }
    }

    @Property(tries = 300)
    void anyBytesAreAnswered(@ForAll byte[] bytes) {
        byte[] line = new String(bytes, ISO_8859_1).replace('\n', 'x').concat("x").getBytes(ISO_8859_1);
        assertTrue(answer(line).containsKey("error"));
    }

    @Property(tries = 200)
    void aCutLineIsAnError(@ForAll int at) {
        byte[] whole = "{\"id\": 1, \"op\": \"about\"}".getBytes(UTF_8);
        byte[] cut = Arrays.copyOf(whole, 1 + Math.floorMod(at, whole.length - 1));
        assertTrue(answer(cut).containsKey("error"));
        assertEquals(1, answer(whole).get("id"));
    }

    @Property(tries = 100)
    void aLineHasTheReplyOfARequest(@ForAll("requests") Map<String, Object> fields) throws IOException {
        for (String path : List.of("/v1/completions", "/v1/chat/completions", "/v1/responses", "/v1/embeddings",
                "/tokenize")) {
            Served.Reply reply = served.post(path, fields);
            Map<String, Object> request = Json.object("id", 1, "op", path);
            request.putAll(fields);
            Map<String, Object> answer = JSON.std.mapFrom(Json.full(answer(Json.line(request).getBytes(UTF_8))));
            if (reply.status() == 200) {
                for (String field : List.of("choices", "data", "ids", "usage", "model")) {
                    assertEquals(reply.json().get(field), answer.get(field), fields + ": " + answer);
                }
            } else {
                assertEquals(reply.text("error.message"), answer.get("error"));
            }
        }
    }

    /// Requests that are almost right.
    @Provide
    Arbitrary<Map<String, Object>> requests() {
        return Arbitraries
                .maps(Arbitraries.of("adapter", "stop", "seed", "top_p", "n", "logprobs", "user", "max_tokens"),
                        Arbitraries.of("cat", 0, 1, 2, 0.5, true, List.of("og", "a"),
                                Map.of("describe", "Sort the words."),
                                Map.of("describe", "Say the last word in French.", "scale", 0.5), Map.of("id", "t2l-0"),
                                Map.of("mix", List.of(Map.of("describe", "Sort the words.", "scale", 2)))))
                .ofMaxSize(2).flatMap(some -> Arbitraries.of(
                        Map.of("model", "tiny", "prompt", "cat dog bird >", "temperature", 0),
                        Map.of("model", "tiny", "prompt", List.of("cat >", "dog >"), "temperature", 0.7, "seed", 3),
                        Map.of("model", "tiny", "messages", List.of(Map.of("role", "user", "content", "cat >")),
                                "temperature", 0),
                        Map.of("model", "tiny", "input", List.of("Sort the words.", "Count.")),
                        Map.of("model", "tiny", "input", "cat dog >", "max_output_tokens", 4, "temperature", 0),
                        Map.of("text", "cat dog"), Map.of("model", "large", "prompt", "cat")).map(base -> {
                            Map<String, Object> all = new LinkedHashMap<>(some);
                            if (base.containsKey("temperature") && !base.containsKey("input")) {
                                all.putIfAbsent("max_tokens", 4);
                            }
                            all.putAll(base);
                            return all;
                        }));
    }

    private static byte[] line(Object... fields) {
        Map<String, Object> all = Json.object(fields);
        all.put("id", 7);
        return Json.line(all).getBytes(UTF_8);
    }
}
