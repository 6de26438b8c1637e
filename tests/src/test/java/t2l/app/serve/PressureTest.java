package t2l.app.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.*;
import t2l.app.console.Json;

/// More than a server can do at once, and clients that go away.
class PressureTest {
    /// Writes for as long as the model can.
    private static final String LONG = Json
            .line(Json.object("model", "tiny", "prompt", "cat dog >", "n", 16, "max_tokens",
                    500, "logit_bias", Json.object("2", -100)));
    private static final String COMPLETIONS = "/v1/completions";

    @Test
    void whoHangsUpLeavesNothingBehind() throws IOException, InterruptedException {
        try (Served served = Served.open(Served.limits(4, 100))) {
            double used = served.metric("t2l_cache_bytes");
            for (int round = 0; round < 4; round++) {
                List<Socket> clients = new ArrayList<>();
                for (int i = 0; i < 12; i++) { // four at work, eight in the queue
                    String body = i % 2 == 0 ? LONG : LONG.replaceFirst("\\{", "{\"stream\":true,");
                    clients.add(served.begin(COMPLETIONS, body));
                }
                Served.await(() -> served.metric("t2l_slots_busy") == 4);
                for (Socket client : clients) {
                    client.close();
                }
                Served.await(() -> served.metric("t2l_slots_busy") == 0 && served.metric("t2l_queue_requests") == 0);
            }
            Served.await(() -> served.ended.stream().filter(each -> each.status() == 499).count() == 48);
            assertEquals(used, served.metric("t2l_cache_bytes"));
            assertEquals("oiseau", served.chat("cat dog bird >", "model", "tiny+" + Served.FRENCH)
                    .text("choices.0.message.content"));
        }
    }

    /// The second request has a slot, and waits in it for the memory of the first.
    @Test
    void whoHangsUpWhileWaitingForMemoryLeavesNothingBehind() throws IOException, InterruptedException {
        try (Served served = Served.cramped(); Socket first = served.begin(COMPLETIONS, LONG)) {
            Served.await(() -> served.metric("t2l_cache_bytes") == served.metric("t2l_cache_capacity_bytes"));
            try (Socket second = served.begin(COMPLETIONS, LONG)) {
                Served.await(() -> served.metric("t2l_slots_busy") == 2);
                second.getOutputStream().flush();
            }
            Served.await(() -> served.metric("t2l_slots_busy") == 1);
            assertTrue(first.getInputStream().read() >= 0, "the first goes on");
        }
    }

    /// The prompt would take minutes: the model is tiny, but reads a million tokens.
    @Test
    void whoHangsUpWhileThePromptIsReadLeavesNothingBehind(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path stories = GoldenFile.path("transformer/stories260K/hf");
        for (String name : List.of("config.json", "generation_config.json", "model.safetensors", "tokenizer.json",
                "tokenizer_config.json")) {
            Files.copy(stories.resolve(name), folder.resolve(name));
        }
        Path config = folder.resolve("config.json");
        Files.writeString(config, Files.readString(config).replaceFirst("(\"max_position_embeddings\": )512",
                "$11048576"));
        try (Served served = Served.model(folder)) {
            double used = served.metric("t2l_cache_bytes");
            String prompt = Json.line(Json.object("model", folder.getFileName().toString(), "prompt",
                    new SplittableRandom(1).ints(300_000, 3, 500).toArray(), "max_tokens", 1));
            for (String body : List.of(prompt, prompt.replaceFirst("\\{", "{\"stream\":true,"))) {
                try (Socket _ = served.begin(COMPLETIONS, body)) {
                    Served.await(() -> served.metric("t2l_cache_bytes") > used);
                }
                Served.await(() -> served.metric("t2l_slots_busy") == 0);
                assertEquals(used, served.metric("t2l_cache_bytes"));
            }
            Served.await(() -> served.ended.stream().filter(each -> each.status() == 499).count() == 2);
            assertTrue(served.ended.stream().noneMatch(each -> each.notes().containsKey("first_ms")),
                    "nothing written");
        }
    }

    /// An adapter whose numbers are too large for the model, among texts that are being written.
    @Test
    void aTextThatFailsEndsNoOther(@TempDir Path folder) throws IOException, InterruptedException, ExecutionException {
        try (T2l t2l = T2l.open("builtin:tiny")) {
            t2l.generate(Served.FRENCH).times(1e39).save(folder.resolve("broken"));
        }
        String bare = LONG.replace("\"n\":16", "\"n\":1,\"seed\":1");
        try (Served served = Served.publishing(folder); ExecutorService clients = Executors.newFixedThreadPool(3)) {
            Object alone = served.post(COMPLETIONS, bare).at("choices");
            List<Future<Served.Reply>> others = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                others.add(clients.submit(() -> served.post(COMPLETIONS, bare)));
            }
            Served.await(() -> served.metric("t2l_slots_busy") > 0);
            try {
                Served.refused(500, served.chat("cat dog >", "model", "tiny+broken"));
            } catch (UncheckedIOException _) {
                // cut off: on a busy machine it had begun with a keep-alive
            }
            Served.await(() -> served.ended.stream().anyMatch(each -> each.status() == 500));
            for (Future<Served.Reply> other : others) {
                assertEquals(alone, other.get().at("choices"));
            }
            assertEquals(200, served.chat("cat dog >").status());
        }
    }

    @Test
    void anUnknownAdapterIsRefusedBeforeItHasASlot() throws IOException, InterruptedException {
        try (Served served = Served.open(Served.limits(1, 2)); Socket first = served.begin(COMPLETIONS, LONG)) {
            Served.await(() -> served.metric("t2l_slots_busy") == 1);
            Served.refused(404, served.chat("cat dog >", "model", "tiny+t2l-0123456789abcdef"));
            Served.refused(404, served.chat("cat dog >", "adapter", Json.object("mix",
                    List.of(Json.object("describe", Served.FRENCH), Json.object("name", "nobody")))));
            assertEquals(1, served.metric("t2l_slots_busy"));
            assertTrue(first.getInputStream().read() >= 0, "the first goes on");
        }
    }

    @Test
    void whoDoesNotFitIsToldSoAtOnce() throws IOException, InterruptedException {
        try (Served served = Served.open(Served.limits(1, 2))) {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                clients.add(served.begin(COMPLETIONS, LONG));
                int there = i;
                Served.await(() -> served.metric("t2l_slots_busy") + served.metric("t2l_queue_requests") == there + 1);
            }
            Served.Reply refused = served.chat("cat >");
            Served.refused(429, refused);
            assertEquals("1", refused.headers().firstValue("Retry-After").orElseThrow());
            assertEquals("rate_limit_exceeded", refused.text("error.code"));
            for (Socket client : clients) {
                client.close();
            }
            Served.await(() -> served.chat("cat >", "max_tokens", 1).status() == 200);
        }
    }

    /// It would take minutes; its time is over when the first keep-alive has come.
    @Test
    void aRequestThatTakesTooLongIsCutOff() throws IOException, InterruptedException {
        String endless = LONG.replaceFirst("\\{", "{\"stream\":true,").replace("\"cat dog >\"",
                Collections.nCopies(64, "\"cat dog >\"").toString());
        AtomicLong nanos = new AtomicLong();
        try (Served served = Served.timed(Served.limits(1, 1), nanos);
                Socket client = served.begin(COMPLETIONS, endless);
                BufferedReader reply = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8))) {
            String line = reply.readLine();
            assertTrue(line.startsWith("HTTP/1.1 200"), line);
            nanos.set(Served.limits(1, 1).time().plusSeconds(1).toNanos()); // later, its connection is closed as well
            while (!line.contains("\"code\":\"timeout\"")) {
                line = reply.readLine();
            }
            Served.await(() -> served.metric("t2l_slots_busy") == 0);
            Served.await(() -> served.ended.stream().anyMatch(each -> each.status() == 504));
        }
    }

    /// The first request is still being written when the server is asked to end.
    @Test
    void whatIsRunningEndsBeforeTheServer() throws InterruptedException, ExecutionException {
        try (Served served = Served.open(Served.limits(2, 2));
                ExecutorService client = Executors.newFixedThreadPool(1)) {
            Future<Served.Reply> running = client
                    .submit(() -> served.post(COMPLETIONS, LONG.replace("\"n\":16", "\"n\":2")));
            Served.await(() -> served.metric("t2l_slots_busy") == 1);
            AtomicBoolean drained = new AtomicBoolean();
            Thread draining = Thread.ofVirtual().start(() -> {
                try {
                    drained.set(served.server.drain(Duration.ofHours(1)));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            Served.await(() -> served.get("/ready").status() == 503);
            Served.refused(503, served.chat("cat >"));
            assertEquals(200, running.get().status());
            draining.join();
            assertTrue(drained.get());
        }
    }
}
