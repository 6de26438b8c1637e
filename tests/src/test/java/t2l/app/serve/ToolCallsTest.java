package t2l.app.serve;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.*;
import org.junit.jupiter.api.io.TempDir;
import t2l.app.console.Json;
import t2l.hypernet.RandomNetwork;

/// Calls of tools over HTTP, by a model that was never taught any: only its grammar makes it write them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToolCallsTest {
    static final String TEMPLATE = "{% if tools %}{{ tools | length }} tools <tool_call> {% endif %}"
            + "{% for m in messages %}{{ m.role }}: {{ m.content }}{% for c in m.tool_calls or [] %}{{ c.function.name }}{% endfor %} "
            + "{% endfor %}";
    static final Map<String, Object> PARAMETERS = Json.object("type", "object", "properties",
            Json.object("size", Json.object("enum", List.of("big", "small")), "old", Json.object("type", "boolean")),
            "required", List.of("size", "old"));

    @AutoClose
    private Served served;

    @BeforeAll
    void open(@TempDir Path directory) throws IOException {
        served = Served.chatting("builtin:stories260k", Files.writeString(directory.resolve("tools.jinja"), TEMPLATE),
                RandomNetwork.write(directory.resolve("network"), "builtin:stories260k"));
    }

    private static Map<String, Object> tool(String name) {
        return Json.object("type", "function", "function",
                Json.object("name", name, "description", "Finds a " + name, "parameters", PARAMETERS, "strict", true));
    }

    private static Map<String, Object> flat(String name) {
        return Json.object("type", "function", "name", name, "parameters", PARAMETERS);
    }

    private static Map<String, Object> message(String role, String content, Object... more) {
        Map<String, Object> all = Json.object("role", role, "content", content);
        all.putAll(Json.object(more));
        return all;
    }

    private static Map<String, Object> chat(List<?> messages, Object choice, Object... more) {
        Map<String, Object> body = Json.object("model", "stories260k", "temperature", 0, "seed", 1, "max_tokens", 100,
                "messages", messages, "tools", List.of(tool("cat"), tool("dog")), "tool_choice", choice,
                "parallel_tool_calls", false);
        body.putAll(Json.object(more));
        return body;
    }

    private static final List<Map<String, Object>> ASKED = List.of(message("user", "Find the dog."));

    private List<Map<String, Object>> events(String path, Map<String, Object> body) throws IOException {
        body.put("stream", true);
        List<Map<String, Object>> events = new ArrayList<>();
        for (String line : served.post(path, body).body().lines().filter(each -> each.startsWith("data: {")).toList()) {
            events.add(JSON.std.mapFrom(line.substring(6)));
        }
        return events;
    }

    private static void requireArguments(String json) throws IOException {
        Map<String, Object> arguments = JSON.std.mapFrom(json);
        assertEquals(Set.of("size", "old"), arguments.keySet());
        assertTrue(List.of("big", "small").contains(arguments.get("size")) && arguments.get("old") instanceof Boolean);
    }

    @Test
    void aChatCallsTheToolThatItIsToldToCall() throws IOException {
        for (Object choice : List.of("required",
                Json.object("type", "function", "function", Json.object("name", "dog")))) {
            Served.Reply reply = served.post("/v1/chat/completions", chat(ASKED, choice));
            assertEquals("tool_calls", reply.text("choices.0.finish_reason"), reply.body());
            assertNull(reply.at("choices.0.message.content"));
            assertEquals(1, ((List<?>) reply.at("choices.0.message.tool_calls")).size());
            String name = reply.text("choices.0.message.tool_calls.0.function.name");
            assertTrue(choice instanceof String ? Set.of("cat", "dog").contains(name) : name.equals("dog"), name);
            assertTrue(reply.text("choices.0.message.tool_calls.0.id").matches("[a-z0-9]{9}"), reply.body());
            requireArguments(reply.text("choices.0.message.tool_calls.0.function.arguments"));
        }
    }

    /// An adapter changes what is said to tools, not the form.
    @Test
    void callsAreValidWithAnAdapterByDescription() throws IOException {
        Object bare = served.post("/v1/chat/completions", chat(ASKED, "required")).at("choices.0.message.tool_calls");
        Map<Object, Object> calls = new HashMap<>();
        for (String task : List.of("Name the smallest animal.", "Find the old ones.", "Say it in French.")) {
            Map<String, Object> adapter = Json.object("describe", task, "scale", 4);
            Map<String, Object> body = chat(ASKED, "required", "adapter", adapter);
            Served.Reply reply = served.post("/v1/chat/completions", body);
            assertEquals("tool_calls", reply.text("choices.0.finish_reason"), reply.body());
            List<?> all = (List<?>) reply.at("choices.0.message.tool_calls");
            for (int i = 0; i < all.size(); i++) {
                requireArguments(reply.text("choices.0.message.tool_calls." + i + ".function.arguments"));
            }
            calls.put(reply.text("adapter.id"), all);
            assertEquals(pieces(events("/v1/chat/completions", body)), all);
            Served.Reply response = served.post("/v1/responses", Json.object("model", "stories260k", "temperature", 0,
                    "input", ASKED, "tools", List.of(flat("dog")), "tool_choice", "required", "adapter", adapter));
            assertEquals(reply.at("adapter.id"), response.at("adapter.id"));
            requireArguments(response.text("output.0.arguments"));
        }
        assertEquals(3, calls.size());
        assertTrue(calls.values().stream().anyMatch(all -> !all.equals(bare)), calls + " " + bare);
    }

    @Test
    void aStreamHasTheSameCallInPieces() throws IOException {
        Map<String, Object> body = chat(ASKED, "required", "parallel_tool_calls", true);
        Served.Reply whole = served.post("/v1/chat/completions", body);
        List<Map<String, Object>> events = events("/v1/chat/completions", body);
        List<Map<String, Object>> calls = pieces(events);
        assertFalse(calls.isEmpty());
        assertEquals(whole.at("choices.0.message.tool_calls"), calls);
        Map<?, ?> last = (Map<?, ?>) ((List<?>) events.getLast().get("choices")).getFirst();
        assertEquals(whole.text("choices.0.finish_reason"), last.get("finish_reason"));
    }

    /// The calls of a stream, put together.
    private static List<Map<String, Object>> pieces(List<Map<String, Object>> events) {
        List<Map<String, Object>> calls = new ArrayList<>();
        for (Map<String, Object> event : events) {
            Map<?, ?> choice = (Map<?, ?>) ((List<?>) event.get("choices")).getFirst();
            if (((Map<?, ?>) choice.get("delta")).get("tool_calls") instanceof List<?> pieces) {
                Map<?, ?> piece = (Map<?, ?>) pieces.getFirst();
                Map<?, ?> function = (Map<?, ?>) piece.get("function");
                if (piece.containsKey("id")) {
                    assertEquals(calls.size(), piece.get("index"));
                    calls.add(Json.object("id", piece.get("id"), "type", piece.get("type"), "function",
                            Json.object("name", function.get("name"), "arguments", "")));
                }
                Map<?, ?> call = (Map<?, ?>) calls.get((int) piece.get("index")).get("function");
                @SuppressWarnings("unchecked")
                Map<String, Object> grown = (Map<String, Object>) call;
                grown.merge("arguments", function.get("arguments"), (a, b) -> a + "" + b);
            }
        }
        return calls;
    }

    @Test
    void aConversationGoesOnWithResults() throws IOException {
        Map<String, Object> call = Json.object("id", "call_1", "type", "function", "function",
                Json.object("name", "dog", "arguments", "{\"size\": \"big\", \"old\": true}"));
        List<Map<String, Object>> messages = List.of(ASKED.getFirst(),
                message("assistant", null, "tool_calls", List.of(call)),
                message("tool", "A big dog.", "tool_call_id", "call_1"));
        Served.Reply none = served.post("/v1/chat/completions", chat(messages, "none", "max_tokens", 5));
        assertEquals("length", none.text("choices.0.finish_reason"), none.body());
        Served.Reply bare = served.post("/v1/chat/completions",
                chat(messages, "none", "max_tokens", 5, "tools", List.of()));
        assertEquals(none.at("choices"), bare.at("choices"), "tools that may not be called are not told");
        Served.Reply auto = served.post("/v1/chat/completions", chat(messages, "auto", "max_tokens", 5));
        assertEquals("length", auto.text("choices.0.finish_reason"));
        assertTrue((int) auto.at("usage.prompt_tokens") > (int) none.at("usage.prompt_tokens"), auto.body());
        Map<Object, Object> parsed = new LinkedHashMap<>((Map<?, ?>) call.get("function"));
        parsed.put("parsed_arguments", Map.of("size", "big", "old", true));
        call.put("function", parsed);
        assertEquals(auto.at("choices"),
                served.post("/v1/chat/completions", chat(messages, "auto", "max_tokens", 5)).at("choices"),
                "OpenAI's client for Python sends back what it has parsed");
        for (String arguments : List.of("{", "[1]", "{\"a\": }")) {
            ((Map<?, ?>) call.get("function")).clear();
            call.put("function", Json.object("name", "dog", "arguments", arguments));
            assertEquals("messages[1].tool_calls[0].function.arguments",
                    Served.refused(400, served.post("/v1/chat/completions", chat(messages, "none"))));
        }
    }

    @Test
    void aResponseHasCallsAsItems() throws IOException {
        Map<String, Object> body = Json.object("model", "stories260k", "temperature", 0, "input", "Find the dog.",
                "max_output_tokens", 100, "tools", List.of(flat("cat"), flat("dog")), "tool_choice",
                Json.object("type", "function", "name", "dog"), "parallel_tool_calls", false);
        Served.Reply whole = served.post("/v1/responses", body);
        assertEquals("function_call", whole.text("output.0.type"), whole.body());
        assertEquals("dog", whole.text("output.0.name"));
        assertEquals(body.get("tool_choice"), whole.at("tool_choice"));
        assertEquals(body.get("tools"), whole.at("tools"));
        requireArguments(whole.text("output.0.arguments"));
        List<Map<String, Object>> events = events("/v1/responses", body);
        body.remove("stream");
        assertEquals(List.of("response.created", "response.in_progress", "response.output_item.added"),
                events.stream().map(event -> event.get("type")).limit(3).toList());
        String arguments = events.stream().filter(each -> each.get("type").toString().endsWith("arguments.delta"))
                .map(each -> each.get("delta").toString()).collect(Collectors.joining());
        assertEquals(whole.text("output.0.arguments"), arguments);
        Map<?, ?> last = (Map<?, ?>) events.getLast().get("response");
        assertEquals(arguments, ((Map<?, ?>) ((List<?>) last.get("output")).getFirst()).get("arguments"));
        List<Object> items = new ArrayList<>(List.of(message("user", "Find the dog.")));
        Map<Object, Object> item = new LinkedHashMap<>((Map<?, ?>) whole.at("output.0"));
        item.put("parsed_arguments", Map.of());
        items.add(item);
        items.add(Json.object("type", "function_call_output", "call_id", whole.text("output.0.call_id"), "output",
                "A dog."));
        body.put("input", items);
        body.put("tool_choice", "auto");
        body.put("max_output_tokens", 5);
        assertEquals("message", served.post("/v1/responses", body).text("output.0.type"));
        items.removeLast();
        items.add(Json.object("type", "function_call_output", "call_id", "a", "output", "b", "extra", 1));
        assertEquals("input[2].extra", Served.refused(400, served.post("/v1/responses", body)));
    }

    /// What an answer before has left in the cache is said, as in chats.
    @Test
    void aResponseSaysHowManyTokensWereCached() {
        Map<String, Object> body = Json.object("model", "stories260k", "input", "Once upon a time. ".repeat(40),
                "max_output_tokens", 1);
        int first = (int) served.post("/v1/responses", body).at("usage.input_tokens_details.cached_tokens");
        Served.Reply again = served.post("/v1/responses", body);
        int cached = (int) again.at("usage.input_tokens_details.cached_tokens");
        assertEquals(0, first);
        assertTrue(cached > 0 && cached < (int) again.at("usage.input_tokens"), again.body());
        body.put("adapter", Json.object("describe", "Say it in French."));
        assertEquals(0, served.post("/v1/responses", body).at("usage.input_tokens_details.cached_tokens"),
                "of another adapter");
    }

    @Test
    void aCallThatIsTooLongIsCutOff() {
        Served.Reply reply = served.post("/v1/chat/completions", chat(ASKED, "required", "max_tokens", 3));
        assertEquals("length", reply.text("choices.0.finish_reason"), reply.body());
    }

    @Test
    void whatToolsCannotBeIsRefused() {
        Map<String, Object> bad = Json.object("type", "function", "function", Json.object("name", "dog", "parameters",
                Json.object("type", "object", "properties", Json.object("a", Json.object("pattern", "x")))));
        Served.Reply pattern = served.post("/v1/chat/completions", chat(ASKED, "auto", "tools", List.of(bad)));
        assertEquals("tools", Served.refused(400, pattern));
        assertTrue(pattern.text("error.message").startsWith("parameters of dog: properties: a: pattern: "),
                pattern.body());
        Map<String, List<?>> tools = Map.of(
                "tools[0].function.name",
                List.of(Json.object("type", "function", "function", Json.object("name", "a b"))),
                "tools[0].type", List.of(Json.object("type", "web_search")), "tools",
                List.of(tool("dog"), tool("dog")));
        tools.forEach((param, some) -> assertEquals(param,
                Served.refused(400, served.post("/v1/chat/completions", chat(ASKED, "auto", "tools", some)))));
        assertEquals("tool_choice", Served.refused(400, served.post("/v1/chat/completions", chat(ASKED, "maybe"))));
        assertEquals("tool_choice", Served.refused(400,
                served.post("/v1/chat/completions", chat(ASKED, "required", "tools", List.of()))));
        assertEquals("tools", Served.refused(400, served.post("/v1/chat/completions",
                chat(ASKED, Json.object("type", "function", "function", Json.object("name", "cow"))))));
        assertEquals("tools", Served.refused(400, served.post("/v1/completions",
                Json.object("model", "stories260k", "prompt", "a", "tools", List.of(tool("dog"))))));
        try (Served bare = Served.model("builtin:stories260k")) {
            assertEquals("tools", Served.refused(400, bare.post("/v1/chat/completions", chat(ASKED, "auto"))));
            assertEquals("tool_calls",
                    bare.post("/v1/chat/completions", chat(ASKED, "required")).text("choices.0.finish_reason"));
        }
    }
}
