package t2l.app.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.*;
import org.junit.jupiter.api.io.TempDir;
import t2l.*;
import t2l.app.console.Json;
import t2l.app.serve.adapters.AdapterRegistry;
import t2l.app.serve.adapters.AdapterRegistry.Published;
import t2l.app.serve.http.Endpoint.Clock;
import t2l.app.serve.http.Refusal;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.Kernel;
import t2l.transformer.generate.Sampler;
import t2l.transformer.generate.Settings;
import t2l.transformer.lora.*;
import t2l.transformer.template.ChatTemplate;

/// What each endpoint answers.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndpointsTest {
    private static final String PROMPT = "cat dog bird >";
    @AutoClose
    private final Served served = Served.open();

    private static Map<String, Object> describe(String text) {
        return Json.object("describe", text);
    }

    @Test
    void theModelIsListedWithWhatItCanDo() {
        Served.Reply models = served.get("/v1/models");
        assertEquals("tiny", models.text("data.0.id"));
        assertEquals("true", models.text("data.0.t2l.describes"));
        assertEquals("[q_proj, v_proj]", models.text("data.0.t2l.modules"));
        assertTrue(models.text("data.0.t2l.examples.0.describe").contains("French"), models.body());
    }

    @Test
    void aModelIsShownByItsName() {
        assertEquals(served.get("/v1/models").at("data.0"), served.get("/v1/models/tiny").json());
        assertEquals("tiny+describe:Sort", served.get("/v1/models/tiny+describe:Sort").text("id"));
        assertEquals("Tiny+describe:Sort", served.get("/v1/models/Tiny+describe:Sort").text("id"));
        assertEquals("tiny+Sort the words.", served.get("/v1/models/tiny+Sort%20the%20words.").text("id"));
    }

    @Test
    void aModelsNameNeedsNoTypeOfWeightsAndNoCapitals() {
        for (String name : List.of("Cat-1B.Q4_1", "Cat-1B-q4_k_m", "Cat-1B_BF16", "Cat-1B.IQ4_XS", "Cat-1B")) {
            var registry = new AdapterRegistry(served.t2l, name, Published.NONE, 1, Clock.REAL);
            registry.requireBase(name);
            registry.requireBase("Cat-1B");
            registry.requireBase(name.toLowerCase(Locale.ROOT));
            registry.requireBase("cat-1b");
            assertThrows(Refusal.class, () -> registry.requireBase("Cat"));
        }
    }

    /// As on the command line and in Java.
    @Test
    void tokensAreDrawnAsTheRequestSays() {
        Sampler.Sampling most = new Sampler.Sampling(2, 1, 1, 0, 1, 3);
        assertEquals(served.t2l.complete(PROMPT, Adapter.NONE), served.chat(PROMPT, "temperature", 2, "top_k", 1)
                .text("choices.0.message.content"));
        assertEquals(served.t2l.complete(PROMPT, Adapter.NONE, Settings.DEFAULT.sampling(most)),
                served.chat(PROMPT, "temperature", 2, "min_p", 1).text("choices.0.message.content"));
        assertEquals(
                served.t2l.complete(PROMPT, Adapter.NONE,
                        Settings.DEFAULT.sampling(new Sampler.Sampling(0, 0, 1, 0, 1.5, 0))),
                served.chat(PROMPT, "repeat_penalty", 1.5).text("choices.0.message.content"));
    }

    @Test
    void anAdapterAnswersByDescriptionIdAndName() {
        Served.Reply made = served.post("/v1/adapters", describe(Served.FRENCH));
        String id = made.text("id");
        assertTrue(id.matches("t2l-[0-9a-f]{16}"), id);
        Served.Reply described = served.chat(PROMPT, "adapter", describe(Served.FRENCH));
        assertEquals("oiseau", described.text("choices.0.message.content"));
        assertEquals("stop", described.text("choices.0.finish_reason"));
        assertEquals(id, described.text("adapter.id"));
        assertEquals("true", described.text("adapter.cached"));
        for (String model : List.of("tiny+" + id, "tiny+" + Served.FRENCH, "tiny+describe: " + Served.FRENCH)) {
            Served.Reply named = served.chat(PROMPT, "model", model);
            assertEquals("oiseau", named.text("choices.0.message.content"), named.body());
            assertEquals(id, named.text("adapter.id"));
        }
        Served.Reply text = served.chat(PROMPT, "adapter", Served.FRENCH);
        assertEquals(id, text.text("adapter.id"), "a text is a description");
        Served.Reply bare = served.chat(PROMPT);
        assertEquals(served.t2l.complete(PROMPT, Adapter.NONE), bare.text("choices.0.message.content"));
        assertNull(bare.at("adapter"));
    }

    @Test
    void anAdapterIsShownWithItsNorms() {
        Served.Reply made = served.post("/v1/adapters", describe("Sort the words."));
        Adapter adapter = served.t2l.generate("Sort the words.");
        assertEquals("[q_proj, v_proj]", made.text("norms.modules"));
        for (int layer = 0; layer < 6; layer++) {
            String path = "model.layers." + layer + ".self_attn.v_proj";
            assertEquals(adapter.lora().norm(path), (Double) made.at("norms.layers." + layer + ".1"), 1e-12);
        }
        assertEquals(made.at("norms"), served.get("/v1/adapters/" + made.text("id")).at("norms"));
        assertTrue(served.get("/v1/adapters").body().contains(made.text("id")));
    }

    @Test
    void anAdapterLearnsTheExamplesOfARequest() {
        Map<String, Object> wish = Json.object("describe", "Handle the words.", "examples",
                List.of(Json.object("input", "cat dog bird >", "output", "cat"),
                        Json.object("input", "red green >", "output", "red")));
        Served.Reply made = served.post("/v1/adapters", wish);
        assertEquals("2", made.text("examples.count"), made.body());
        assertEquals("2", made.text("examples.right_after"));
        assertNotEquals(made.text("id"), served.post("/v1/adapters", describe("Handle the words.")).text("id"));
        Served.Reply said = served.chat("boat hat leg >", "adapter", wish);
        assertEquals(made.text("id"), said.text("adapter.id"));
        assertEquals("true", said.text("adapter.cached"));
        Adapter same = served.t2l.sharpen("Handle the words.",
                List.of(new Adapter.Example("cat dog bird >", "cat"), new Adapter.Example("red green >", "red")));
        assertEquals(served.t2l.complete("boat hat leg >", same), said.text("choices.0.message.content"));
        Served.Reply alone = served.post("/v1/adapters", Json.object("examples", wish.get("examples")));
        assertEquals("2", alone.text("examples.count"), alone.body());
    }

    @Test
    void wrongExamplesAreRefused() {
        for (Object examples : List.of(List.of(), Collections.nCopies(101, Json.object("input", "a", "output", "b")),
                List.of(Json.object("input", "a")), List.of(Json.object("input", "a", "output", " ")),
                List.of(Json.object("input", "a", "output", "b", "weight", 2)), "a => b")) {
            String param = Served.refused(400, served.post("/v1/adapters",
                    Json.object("describe", "Sort the words.", "examples", examples)));
            assertTrue(param.startsWith("examples"), param);
        }
        assertEquals("adapter.examples", Served.refused(400, served.post("/v1/adapters", Json.object("describe",
                "Sort the words.", "examples", List.of(Json.object("input", "cat ".repeat(1000), "output", "b"))))));
    }

    @Test
    void aForgottenAdapterIsMadeAgainWithTheSameBits() {
        String task = "Say the first word in Spanish.";
        Served.Reply before = served.post("/v1/adapters", describe(task));
        Served.Reply gone = served.send(served.request("/v1/adapters/" + before.text("id")).DELETE().build());
        assertEquals("true", gone.text("deleted"));
        assertEquals("adapter", Served.refused(404, served.get("/v1/adapters/" + before.text("id"))));
        Served.Reply after = served.post("/v1/adapters", describe("  " + task + "\n"));
        assertEquals("false", after.text("cached"));
        assertEquals(before.at("id"), after.at("id"));
        assertEquals(before.at("norms"), after.at("norms"));
    }

    @Test
    void aMixIsTheSumOfItsParts() {
        String other = "Take the last word and say it in Spanish.";
        Map<String, Object> mix = Json.object("mix", List.of(Json.object("describe", Served.FRENCH, "scale", 0.75),
                Json.object("describe", other, "scale", 0.25)));
        Adapter sum = served.t2l.sum("the sum", List.of(served.t2l.generate(Served.FRENCH).times(0.75),
                served.t2l.generate(other).times(0.25)));
        Served.Reply mixed = served.chat(PROMPT, "adapter", mix, "logprobs", true);
        assertEquals(served.t2l.complete(PROMPT, sum), mixed.text("choices.0.message.content"));
        assertEquals("16", mixed.text("adapter.rank"));
        assertEquals(List.of(mix),
                ((List<?>) served.get("/v1/adapters").at("data")).stream().map(each -> (Map<?, ?>) each)
                        .filter(each -> each.get("id").equals(mixed.at("adapter.id")))
                        .map(each -> Map.of("mix", each.get("mix"))).toList());
        Served.Reply again = served.chat(PROMPT, "adapter", Json.object("id", mixed.text("adapter.id")), "logprobs",
                true);
        assertEquals(mixed.at("choices.0.logprobs"), again.at("choices.0.logprobs"));
    }

    @Test
    void aScaleOfZeroIsTheBareModel() {
        Served.Reply none = served.chat(PROMPT, "adapter", Json.object("describe", Served.FRENCH, "scale", 0));
        assertEquals(served.t2l.complete(PROMPT, Adapter.NONE), none.text("choices.0.message.content"));
    }

    @Test
    void adaptersAreGivenOutAsFiles(@TempDir Path temp) throws IOException, InterruptedException {
        String id = served.post("/v1/adapters", describe(Served.FRENCH)).text("id");
        byte[] zip = served.bytes("/v1/adapters/" + id + "?format=peft");
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path file = temp.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(in, file);
            }
        }
        Files.write(temp.resolve("adapter.gguf"), served.bytes("/v1/adapters/" + id + "?format=gguf"));
        for (Path saved : List.of(temp.resolve(id), temp.resolve("adapter.gguf"))) {
            assertEquals("oiseau", served.t2l.complete(PROMPT, served.t2l.load(saved)).strip());
        }
        // A %26 is part of the value, and separates nothing.
        assertEquals(400, served.get("/v1/adapters/" + id + "?format=peft%26x").status());
    }

    @Test
    void publishedAdaptersHaveNames(@TempDir Path temp) {
        served.t2l.generate(Served.FRENCH).save(temp.resolve("french"));
        try (Served publishing = Served.publishing(temp)) {
            assertEquals("tiny+french", publishing.get("/v1/models").text("data.1.id"));
            assertEquals("oiseau", publishing.chat(PROMPT, "model", "tiny+french").text("choices.0.message.content"));
            Served.Reply named = publishing.chat(PROMPT, "adapter", Json.object("name", "french"));
            assertEquals("french", named.text("adapter.id"));
            assertEquals("id", Served.refused(400,
                    publishing.send(publishing.request("/v1/adapters/french").DELETE().build())));
            assertEquals("adapter",
                    Served.refused(404, publishing.chat(PROMPT, "adapter", Json.object("name", "../french"))));
            served.t2l.generate("Sort the words.").save(temp.resolve("new"));
            served.t2l.generate("Sort the words.").save(temp.resolve(".hidden"));
            assertEquals("new", publishing.chat(PROMPT, "adapter", Json.object("name", "new")).text("adapter.id"));
            assertEquals("tiny+new", publishing.get("/v1/models").text("data.2.id"));
            for (String name : List.of(".hidden", "new/", "./new", "french/.", "..", "", "a\u0000", "\ud800")) {
                assertEquals("adapter",
                        Served.refused(404, publishing.chat(PROMPT, "adapter", Json.object("name", name))), name);
            }
            assertEquals(3, ((List<?>) publishing.get("/v1/models").at("data")).size());
        }
    }

    /// A new one may have its name.
    @Test
    void anAdapterIsPublishedAsLongAsItIsThere(@TempDir Path temp) throws IOException {
        Adapter other = served.t2l.generate("Sort the words.");
        served.t2l.generate(Served.FRENCH).save(temp.resolve("it"));
        try (Served publishing = Served.publishing(temp)) {
            Map<String, Object> half = Json.object("mix", List.of(Json.object("name", "it")));
            assertEquals("oiseau", publishing.chat(PROMPT, "adapter", half).text("choices.0.message.content"));
            Files.move(temp.resolve("it"), temp.resolve("that"));
            assertEquals("adapter", Served.refused(404, publishing.chat(PROMPT, "model", "tiny+it")));
            assertEquals("oiseau", publishing.chat(PROMPT, "model", "tiny+that").text("choices.0.message.content"));
            other.save(temp.resolve("it"));
            for (Map<String, Object> it : List.of(Json.object("name", "it"), half)) {
                assertEquals(served.t2l.complete(PROMPT, other),
                        publishing.chat(PROMPT, "adapter", it).text("choices.0.message.content"));
            }
        }
    }

    /// Halves of surrogate pairs are not in UTF-8.
    @Test
    void textsThatUtf8CannotTellApartAreDifferentTasks() {
        Served.Reply mark = served.post("/v1/adapters", describe("Sort ?."));
        Served.Reply half = served.post("/v1/adapters", describe("Sort \ud801."));
        assertEquals("false", half.text("cached"));
        assertNotEquals(mark.text("id"), half.text("id"));
        assertTrue(half.body().contains("Sort \\ud801."), half.body());
    }

    /// The others are served, and it is, too, once it is whole.
    @Test
    void aBrokenAdapterDoesNotStopTheStart(@TempDir Path temp) throws IOException {
        served.t2l.generate(Served.FRENCH).save(temp.resolve("ok"));
        served.t2l.generate(Served.FRENCH).save(temp.resolve("it"));
        Path file = temp.resolve("it/adapter_model.safetensors");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, 5000));
        try (Served publishing = Served.publishing(temp)) {
            assertEquals(1, publishing.warnings.size());
            assertTrue(publishing.warnings.getFirst().startsWith(file + ": "), publishing.warnings.getFirst());
            assertEquals("oiseau", publishing.chat(PROMPT, "model", "tiny+ok").text("choices.0.message.content"));
            assertEquals("adapter", Served.refused(503, publishing.chat(PROMPT, "model", "tiny+it")));
            Files.write(file, whole);
            assertEquals("oiseau", publishing.chat(PROMPT, "model", "tiny+it").text("choices.0.message.content"));
        }
    }

    /// As kernels fail that read a mapped file which has become shorter.
    @Test
    void aFileThatHasBecomeShorterIsNoFaultOfTheServer() {
        AtomicBoolean shorter = new AtomicBoolean();
        try (Parallel threads = new Parallel(1);
                Kernels kernels = new KernelsOver(Backends.open("simd", threads)) {
                    @Override
                    protected boolean take(Kernel kernel) {
                        if (shorter.get()) {
                            throw new InternalError("a fault occurred");
                        }
                        return false;
                    }
                };
                Served mapping = Served.computing(kernels)) {
            shorter.set(true);
            for (Served.Reply reply : List.of(mapping.chat(PROMPT), mapping.chat(PROMPT, "adapter", describe("Sort.")),
                    mapping.post("/v1/embeddings", Json.object("model", "tiny", "input", "a")))) {
                assertEquals("model", Served.refused(503, reply));
                assertTrue(reply.text("error.message").contains("has become shorter"), reply.body());
            }
            shorter.set(false);
            assertEquals(200, mapping.chat(PROMPT).status());
        }
    }

    /// It can be for another model, which no second attempt changes.
    @Test
    void anAdapterThatDoesNotFitIsRefused(@TempDir Path temp) {
        try (Served publishing = Served.publishing(temp)) {
            Lora lora = served.t2l.generate(Served.FRENCH).lora();
            Map<String, Lora.Update> less = new HashMap<>(lora.updates());
            less.keySet().removeIf(path -> path.contains("layers.2"));
            LoraFile.write(temp.resolve("it"), new Lora(lora.config(), less), Optional.empty());
            assertEquals("adapter", Served.refused(400, publishing.chat(PROMPT, "model", "tiny+it")));
            var registry = new AdapterRegistry(served.t2l, "tiny", Published.directories(served.t2l, temp), 1,
                    Clock.REAL);
            assertThrows(T2lException.class, () -> registry.check(Assertions::fail), "which stops the start");
        }
    }

    /// The adapter's own template, another, and none.
    @Test
    void aReplySaysWhetherTheAdaptersTemplateIsApplied(@TempDir Path temp) {
        ChatTemplate own = ChatTemplate.parse("", "{{ messages[0].content }}");
        served.t2l.wrap("french", served.t2l.generate(Served.FRENCH).lora(), Optional.of(own))
                .save(temp.resolve("french"));
        try (Served publishing = Served.publishing(temp)) {
            Served.Reply chat = publishing.chat(PROMPT, "model", "tiny+french");
            assertEquals("applied", chat.text("adapter.chat_template"));
            Served.Reply other = publishing.chat(PROMPT, "model", "tiny+french", "chat_template", "{{ 'dog >' }}");
            assertEquals("not applied", other.text("adapter.chat_template"));
            assertEquals(publishing.chat("dog >", "model", "tiny+french").text("choices.0.message.content"),
                    other.text("choices.0.message.content"));
            assertEquals("not applied", publishing.post("/v1/completions",
                    Json.object("model", "tiny+french", "prompt", PROMPT)).text("adapter.chat_template"));
            assertEquals("chat_template", Served.refused(400, publishing.chat(PROMPT, "chat_template", "/etc/passwd")));
            served.t2l.wrap("other", served.t2l.generate(Served.FRENCH).lora(),
                    Optional.of(ChatTemplate.parse("", "{{ 'cat >' }}"))).save(temp.resolve("other"));
            Map<String, Object> mix = Json.object("mix",
                    List.of(Json.object("name", "french"), Json.object("name", "other")));
            assertEquals(
                    "the mix: needs adapters with one chat template, got 2 templates; choose one in adapter.chat_template",
                    publishing.chat(PROMPT, "adapter", mix).text("error.message"));
            assertEquals("applied", publishing.chat(PROMPT, "adapter", mix, "chat_template", "{{ 'dog >' }}")
                    .text("adapter.chat_template"));
        }
    }

    /// Any that a directory can have.
    @Test
    void publishedAdaptersMayHaveStrangeNames(@TempDir Path temp) throws IOException {
        List<String> names = List.of("it's \"mine\"\\", "two\nlines\u001b[31m", "\u00e9".repeat(100), "n".repeat(255));
        for (String name : names) {
            served.t2l.generate(Served.FRENCH).save(temp.resolve("new"));
            Files.move(temp.resolve("new"), temp.resolve(name));
        }
        try (Served publishing = Served.publishing(temp)) {
            Served.Reply models = publishing.get("/v1/models");
            for (String name : names) {
                assertTrue(models.body().contains(Json.line("tiny+" + name)), models.body());
                assertEquals("oiseau", publishing.chat(PROMPT, "adapter", Json.object("name", name))
                        .text("choices.0.message.content"));
                for (String format : List.of("peft", "gguf")) {
                    Served.Reply file = publishing.get("/v1/adapters/"
                            + URLEncoder.encode(name, UTF_8).replace("+", "%20") + "?format=" + format);
                    assertEquals(200, file.status());
                    assertTrue(file.headers().firstValue("Content-Disposition").orElseThrow()
                            .matches("attachment; filename=\"[^\"\\\\\r\n]+\"(; filename\\*=UTF-8''[\\w.%*-]+)?"));
                }
            }
        }
    }

    @Test
    void aResponseAnswersATextOrAConversation() throws IOException {
        Map<String, Object> body = Json.object("model", "tiny", "input", PROMPT, "temperature", 0, "adapter",
                describe(Served.FRENCH));
        Served.Reply text = served.post("/v1/responses", body);
        assertEquals("oiseau", text.text("output.0.content.0.text"));
        assertEquals("false", text.text("store"));
        assertEquals("completed", text.text("status"));
        Map<String, Object> echo = Json.object("metadata", Map.of("a", "b"), "text",
                Map.of("format", Map.of("type", "text")));
        body.putAll(echo);
        Served.Reply echoed = served.post("/v1/responses", body);
        echo.forEach((name, value) -> assertEquals(value, echoed.at(name)));
        List<Object> turns = new ArrayList<>(List.of(Json.object("role", "user", "content", "dog cat >")));
        turns.add(JSON.std.mapFrom(Json.full(text.at("output.0"))));
        turns.add(Json.object("type", "message", "role", "user", "content",
                List.of(Json.object("type", "input_text", "text", PROMPT))));
        body.put("input", turns);
        assertEquals("oiseau", served.post("/v1/responses", body).text("output.0.content.0.text"));
        body.put("max_output_tokens", 1);
        assertEquals("{reason=max_output_tokens}", served.post("/v1/responses", body).text("incomplete_details"));
        for (String state : List.of("previous_response_id", "conversation", "prompt")) {
            body.put(state, "a");
            assertEquals(state, Served.refused(400, served.post("/v1/responses", body)));
            body.remove(state);
        }
        body.put("instructions", "Be brief.");
        assertEquals("instructions", Served.refused(400, served.post("/v1/responses", body)), "no chat template");
    }

    @Test
    void answersAreJsonIfTheyShallBe() throws IOException {
        Map<String, Object> schema = Json.object("type", "object", "properties",
                Json.object("name", Json.object("type", "string", "maxLength", 8), "tame",
                        Json.object("type", "boolean")),
                "required", List.of("name", "tame"));
        Map<String, Object> format = Json.object("type", "json_schema", "json_schema",
                Json.object("name", "cat", "strict", true, "schema", schema));
        try (Served stories = Served.model("builtin:stories260k")) {
            Served.Reply cat = stories.chat("Once there was a cat", "model", "stories260k", "response_format", format,
                    "max_tokens", 80);
            assertEquals(List.of("name", "tame"),
                    List.copyOf(JSON.std.mapFrom(cat.text("choices.0.message.content")).keySet()), cat.body());
            assertEquals("stop", cat.text("choices.0.finish_reason"));
            Object lengths = IntStream.range(1000, 3000).mapToObj(n -> Json.object("type", "string", "maxLength", n))
                    .toList();
            String refused = stories.chat("a", "model", "stories260k", "stream", true, "response_format",
                    Json.object("type",
                            "json_schema", "json_schema",
                            Json.object("name", "n", "schema", Json.object("anyOf", lengths))))
                    .body();
            assertTrue(refused.contains("schema: needs at most") && refused.contains("invalid_request_error"), refused);
            Served.Reply any = stories.chat("Once there was a cat", "model", "stories260k", "response_format",
                    Json.object("type", "json_object"), "max_tokens", 3);
            assertTrue(any.text("choices.0.message.content").startsWith("{"), any.body());
            assertEquals("length", any.text("choices.0.finish_reason"));
            Served.Reply response = stories.post("/v1/responses", Json.object("model", "stories260k", "input", "Once",
                    "text",
                    Json.object("format", Json.object("type", "json_schema", "name", "cat", "schema", schema))));
            assertEquals(List.of("name", "tame"),
                    List.copyOf(JSON.std.mapFrom(response.text("output.0.content.0.text")).keySet()), response.body());
            assertEquals(Json.object("type", "json_schema", "name", "cat", "schema", schema),
                    response.at("text.format"));
            schema.put("not", Map.of());
            assertEquals("schema: needs to allow a value, allows none; look for keywords that contradict each other",
                    stories.chat("a", "model", "stories260k", "response_format",
                            Json.object("type", "json_schema", "json_schema", Json.object("schema",
                                    Json.object("type", "string", "minLength", 9, "maxLength", 5))))
                            .text("error.message"));
            assertEquals("response_format.json_schema.schema.not", Served.refused(400,
                    stories.chat("a", "model", "stories260k", "response_format", format)));
        }
    }

    @Test
    void idsBeyondAnIntAreNoTokens() {
        assertEquals("prompt", Served.refused(400, served.post("/v1/completions",
                Json.object("model", "tiny", "prompt", List.of(99_999_999_999L, 1)))));
    }

    @Test
    void choicesDrawFromSeedsOfTheirOwn() {
        Map<String, Object> body = Json.object("model", "tiny", "prompt", "red green >", "n", 3, "seed", 5,
                "max_tokens", 6);
        Served.Reply reply = served.post("/v1/completions", body);
        int[] prompt = served.t2l.model().tokenizer().encode("red green >", true);
        for (int i = 0; i < 3; i++) {
            try (var one = served.t2l.stream(T2l.Prompt.tokens(prompt), Adapter.NONE,
                    Settings.DEFAULT.maxTokens(6).temperature(1).seed(5 + i))) {
                assertEquals(one.readAll(), reply.text("choices." + i + ".text"));
            }
        }
        assertEquals(Integer.toString(prompt.length), reply.text("usage.prompt_tokens"));
    }

    @Test
    void severalPromptsAndTokensAreContinued() {
        Served.Reply texts = served.post("/v1/completions",
                Json.object("model", "tiny", "prompt", List.of("cat dog >", "red >"), "temperature", 0));
        List<Integer> ids = new ArrayList<>();
        for (int id : served.t2l.model().tokenizer().encode("red >", true)) {
            ids.add(id);
        }
        Served.Reply tokens = served.post("/v1/completions",
                Json.object("model", "tiny", "prompt", ids, "temperature", 0));
        assertEquals(texts.text("choices.1.text"), tokens.text("choices.0.text"));
    }

    @Test
    void stopAndBiasAndPenaltiesHaveTheirWay() {
        String plain = served.chat(PROMPT, "max_tokens", 4).text("choices.0.message.content");
        Served.Reply stopped = served.chat(PROMPT, "stop", plain.substring(1, 3));
        assertEquals(plain.substring(0, 1), stopped.text("choices.0.message.content"));
        int banned = served.t2l.model().tokenizer().encode(plain, false)[0];
        Served.Reply biased = served.chat(PROMPT, "logit_bias", Map.of(Integer.toString(banned), -100));
        assertNotEquals(plain, biased.text("choices.0.message.content"));
        assertEquals("logit_bias.99999", Served.refused(400, served.chat(PROMPT, "logit_bias", Map.of("99999", 1))));
    }

    @Test
    void logprobsAreThoseOfTheModel() {
        Served.Reply reply = served.chat(PROMPT, "adapter", describe(Served.FRENCH), "logprobs", true, "top_logprobs",
                3);
        List<?> tokens = (List<?>) reply.at("choices.0.logprobs.content");
        assertEquals(2, tokens.size()); // the word and the end
        assertEquals("oiseau", reply.text("choices.0.logprobs.content.0.token"));
        assertEquals(reply.at("choices.0.logprobs.content.0.logprob"),
                reply.at("choices.0.logprobs.content.0.top_logprobs.0.logprob"));
        assertEquals("[111, 105, 115, 101, 97, 117]", reply.text("choices.0.logprobs.content.0.bytes"));
        Served.Reply text = served.post("/v1/completions",
                Json.object("model", "tiny", "prompt", PROMPT, "logprobs", 2, "temperature", 0));
        assertEquals("0", text.text("choices.0.logprobs.text_offset.0"));
        assertEquals(2, ((Map<?, ?>) text.at("choices.0.logprobs.top_logprobs.0")).size());
    }

    @Test
    void embeddingsAreUnitVectorsAndNearForLikeTexts() {
        List<String> texts = List.of("Sort the words.", "Put the words in order.", "Say it in French.");
        Served.Reply reply = served.post("/v1/embeddings", Json.object("model", "tiny", "input", texts));
        List<float[]> rows = served.t2l.embed(texts);
        assertEquals((double) rows.getFirst()[0], ((Number) reply.at("data.0.embedding.0")).doubleValue(), 1e-8);
        assertTrue(dot(rows.get(0), rows.get(1)) > dot(rows.get(0), rows.get(2)));
        assertEquals(1, dot(rows.get(0), rows.get(0)), 1e-5);
        assertEquals("{prompt_tokens=21, total_tokens=21}", reply.text("usage")); // 4, 6 and 5, and two marks for each
        byte[] packed = Base64.getDecoder().decode(served.post("/v1/embeddings", Json.object("model", "tiny", "input",
                texts.getFirst(), "encoding_format", "base64")).text("data.0.embedding"));
        float[] unpacked = new float[rows.getFirst().length];
        ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(unpacked);
        assertArrayEquals(rows.getFirst(), unpacked);
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @Test
    void theRestAnswersToo() {
        assertEquals(Arrays.toString(served.t2l.model().tokenizer().encode("pear apple", true)),
                served.post("/tokenize", Json.object("text", "pear apple")).text("ids"));
        assertEquals("ok", served.get("/health").text("status"));
        assertEquals("ready", served.get("/ready").text("status"));
        for (String file : List.of("/", "/page.css", "/page.js")) {
            Served.Reply page = served.get(file);
            assertEquals(200, page.status());
            assertTrue(
                    page.headers().firstValue("Content-Security-Policy").orElseThrow().contains("default-src 'none'"));
        }
    }
}
