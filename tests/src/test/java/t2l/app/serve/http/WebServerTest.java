package t2l.app.serve.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import java.net.http.*;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import module java.base;
import org.junit.jupiter.api.*;
import t2l.app.serve.http.Endpoint.Clock;
import t2l.app.serve.http.WebServer.*;
import t2l.tensor.T2lException;

/// Replies of handlers that take their time, or fail.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebServerTest {
    private static final Limits LIMITS = new Limits(2, 2, 1 << 16, Duration.ofSeconds(30), Duration.ofMinutes(1));
    private final List<ServedRequest> ended = new CopyOnWriteArrayList<>();
    /// A permit for each reply that may go on.
    private final Semaphore goOn = new Semaphore(0);
    private WebServer server;
    private HttpClient client;

    @BeforeAll
    void open() {
        List<Route> routes = List.of(
                Route.of("GET", "/good",
                        exchange -> exchange.work(Exchange.Kind.OBJECT, out -> out.accept(Map.of("good", 1)))),
                Route.of("GET", "/slow", exchange -> exchange.work(Exchange.Kind.OBJECT, out -> {
                    goOn.acquire();
                    out.accept(Map.of("slow", 1));
                })),
                Route.of("GET", "/stream", exchange -> exchange.work(Exchange.Kind.EVENTS, out -> {
                    goOn.acquire();
                    out.accept(Map.of("part", 1));
                    throw new T2lException("secret: a disk is full");
                })),
                Route.of("GET", "/late", exchange -> exchange.work(Exchange.Kind.OBJECT, _ -> {
                    goOn.acquire();
                    throw new IllegalStateException("secret");
                })),
                Route.of("GET", "/handler", _ -> {
                    throw new IllegalStateException("secret");
                }),
                Route.of("GET", "/error", _ -> {
                    throw new StackOverflowError("secret");
                }),
                Route.of("GET", "/task", exchange -> exchange.work(Exchange.Kind.OBJECT, _ -> {
                    throw new OutOfMemoryError("secret");
                })),
                Route.of("POST", "/body", exchange -> exchange.reply(Map.of("text", exchange.body().text("text")))));
        server = new WebServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new AccessRule(Optional.empty(), Optional.empty()), LIMITS, new Slots(LIMITS), Clock.REAL, routes,
                ended::add);
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    void close() {
        client.close();
        server.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + server.address().getPort() + path));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    /// The reply to a request that goes on when the client has seen so much of it.
    private String after(String start, String path) throws IOException, InterruptedException {
        try (InputStream body = client.send(request(path).build(), BodyHandlers.ofInputStream()).body()) {
            assertEquals(start, new String(body.readNBytes(start.length()), UTF_8));
            goOn.release();
            return start + new String(body.readAllBytes(), UTF_8);
        }
    }

    /// Its time is a second, and one more for a client that reads slowly.
    @Test
    @Timeout(60)
    void whoDoesNotReadIsCutOff() throws IOException {
        Limits brief = new Limits(1, 1, 1 << 16, Duration.ofSeconds(1), Duration.ofSeconds(1));
        BlockingQueue<ServedRequest> cut = new LinkedBlockingQueue<>();
        Route endless = Route.of("GET", "/", exchange -> exchange.work(Exchange.Kind.EVENTS, out -> {
            while (true) out.accept("x".repeat(1 << 20));
        }));
        try (WebServer other = new WebServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new AccessRule(Optional.empty(), Optional.empty()), brief, new Slots(brief), Clock.REAL,
                List.of(endless), cut::add);
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), other.address().getPort())) {
            silent.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
            ServedRequest ended = Assertions.assertDoesNotThrow(cut::take);
            assertEquals(ServedRequest.HUNG_UP, ended.status());
            assertTrue(ended.millis() >= 2000, ended.toString());
        }
    }

    /// All requests that may compute leave a processor's thread for the others, however long they keep theirs.
    @Test
    void healthHasAThreadOfItsOwn() {
        assertTrue(Integer.getInteger("jdk.virtualThreadScheduler.parallelism") > LIMITS.slots() + LIMITS.queue());
    }

    @Test
    void aFaultEndsOneRequestAndKeepsItsReason() throws IOException, InterruptedException {
        for (String path : List.of("/handler", "/error", "/task")) {
            HttpResponse<String> reply = get(path);
            assertEquals(500, reply.statusCode());
            assertTrue(reply.body().contains("\"type\":\"server_error\"") && !reply.body().contains("secret"),
                    reply.body());
            assertEquals("{\"good\":1}", get("/good").body());
        }
        assertTrue(ended.stream().anyMatch(each -> each.notes().toString().contains("secret")), "the log has it");
    }

    @Test
    void aFaultEndsNoOtherRequest() throws IOException, InterruptedException, ExecutionException {
        var slow = client.sendAsync(request("/slow").build(), BodyHandlers.ofString());
        for (String path : List.of("/handler", "/error", "/task")) {
            assertEquals(500, get(path).statusCode());
        }
        assertFalse(slow.isDone());
        goOn.release();
        assertEquals("{\"slow\":1}", slow.get().body().strip());
    }

    @Test
    void aReplyThatTakesLongBeginsWithLineEnds() throws IOException, InterruptedException {
        String whole = after("\n\n", "/slow");
        assertTrue(whole.matches("\n+\\{\"slow\":1}"), whole);
        String events = after(":\n\n:\n\n", "/stream");
        assertTrue(events.matches("(?s)(:\n\n)+data: \\{\"part\":1}\n\n(:\n\n)*data: \\{\"error\":.*"), events);
        assertTrue(!events.contains("DONE") && !events.contains("secret"), events);
    }

    @Test
    void aReplyThatFailsAfterItsStatusIsCutOff() {
        assertThrows(IOException.class, () -> after("\n", "/late"));
    }

    @Test
    void headHasNoBody() throws IOException, InterruptedException {
        for (String path : List.of("/nothing", "/good", "/slow")) {
            HttpResponse<String> head = client.send(request(path).HEAD().build(), BodyHandlers.ofString());
            assertEquals(path.equals("/nothing") ? 404 : 200, head.statusCode());
            assertEquals("", head.body());
        }
        goOn.release();
        while (ended.stream().filter(each -> each.method().equals("HEAD")).count() < 3) {
            Thread.sleep(5);
        }
        assertTrue(ended.stream().allMatch(each -> each.status() != ServedRequest.HUNG_UP), ended.toString());
    }

    @Test
    void bodiesComeWithoutALengthToo() throws IOException, InterruptedException {
        for (int length : new int[] {9, 1 << 17}) {
            byte[] body = ("{\"text\":\"" + "x".repeat(length) + "\"}").getBytes(UTF_8);
            HttpRequest chunked = request("/body").header("Content-Type", "application/json; charset=utf-8")
                    .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body))).build();
            assertEquals(length < LIMITS.body() ? 200 : 413,
                    client.send(chunked, BodyHandlers.ofString()).statusCode());
        }
    }
}
