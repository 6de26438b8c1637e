package t2l.app.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.jr.ob.JSON;
import java.net.http.*;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import module java.base;
import t2l.T2l;
import t2l.app.console.Json;
import t2l.app.serve.Inference.ServeSettings;
import t2l.app.serve.http.AccessRule;
import t2l.app.serve.http.Endpoint.Clock;
import t2l.app.serve.http.WebServer.*;
import t2l.tensor.backend.Kernels;

/// A server of `builtin:tiny` in this process, on any free port.
public final class Served implements AutoCloseable {
    static final String FRENCH = "Take the last word and say it in French.";
    private static final AccessRule OPEN = new AccessRule(Optional.empty(), Optional.empty());
    /// Far more than anything here takes on the busiest machine.
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    public final T2l t2l;
    final Inference server;
    final List<ServedRequest> ended = new CopyOnWriteArrayList<>();
    /// Of its start.
    final List<String> warnings = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();

    private Served(String model, Optional<Path> adapters, AccessRule access, Limits limits, Clock clock, long memory) {
        this(T2l.builder().memory(memory), model, adapters, access, limits, clock);
    }

    private Served(T2l.Builder builder, String model, Optional<Path> adapters, AccessRule access, Limits limits,
            Clock clock) {
        t2l = builder.model(model).threads(2).open();
        try {
            ServeSettings settings = new ServeSettings(model, adapters, adapters, "127.0.0.1", 0, access, limits,
                    1 << 26, false);
            server = new Inference(t2l, settings, clock, warnings::add, ended::add);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public static Limits limits(int slots, int queue) {
        return new Limits(slots, queue, 16 << 20, Duration.ofSeconds(30), Duration.ofMinutes(5));
    }

    private Served(Optional<Path> adapters, AccessRule access, Limits limits, Clock clock) {
        this("builtin:tiny", adapters, access, limits, clock, 1 << 28);
    }

    /// With another model.
    public static Served model(Path model) {
        return model(model.toString());
    }

    /// The same by its name.
    public static Served model(String model) {
        return new Served(model, Optional.empty(), OPEN, limits(2, 2), Clock.REAL, 1);
    }

    /// With memory for one text of the model's maximum length.
    static Served cramped() {
        return new Served("builtin:tiny", Optional.empty(), OPEN, limits(2, 2), Clock.REAL, 1);
    }

    /// With a chat template.
    static Served chatting(Path template) {
        return chatting("builtin:tiny", template);
    }

    /// With another model and a chat template.
    static Served chatting(String model, Path template) {
        return new Served(T2l.builder().chatTemplate(template.toString()), model, Optional.empty(), OPEN, limits(4, 4),
                Clock.REAL);
    }

    /// The same with a hypernetwork.
    static Served chatting(String model, Path template, Path network) {
        return new Served(T2l.builder().chatTemplate(template.toString()).hypernetwork(network.toString()), model,
                Optional.empty(), OPEN, limits(4, 4), Clock.REAL);
    }

    /// With kernels of a test.
    static Served computing(Kernels kernels) {
        return new Served(T2l.builder().kernels(kernels), "builtin:tiny", Optional.empty(), OPEN, limits(4, 4),
                Clock.REAL);
    }

    static Served open() {
        return open(limits(16, 64));
    }

    static Served open(Limits limits) {
        return new Served(Optional.empty(), OPEN, limits, Clock.REAL);
    }

    static Served publishing(Path adapters) {
        return new Served(Optional.of(adapters), OPEN, limits(4, 4), Clock.REAL);
    }

    static Served keyed(String key, String origin) {
        return new Served(Optional.empty(), new AccessRule(Optional.of(key), Optional.of(origin)), limits(4, 4),
                Clock.REAL);
    }

    /// With a clock that a test sets.
    static Served timed(Limits limits, AtomicLong nanos) {
        return new Served(Optional.empty(), OPEN, limits, new Clock(Clock.REAL.time(), nanos::get, Clock.REAL.names()));
    }

    /// With a clock that stands still, and names that count.
    static Served fixed() {
        AtomicInteger count = new AtomicInteger();
        return new Served(Optional.empty(), OPEN, limits(4, 4),
                new Clock(() -> Instant.ofEpochSecond(1_800_000_000), () -> 0,
                        () -> String.format("%032x", count.incrementAndGet())));
    }

    public int port() {
        return URI.create(server.url()).getPort();
    }

    /// A reply with its status.
    public record Reply(int status, String body, java.net.http.HttpHeaders headers) {
        public Map<String, Object> json() {
            try {
                return JSON.std.mapFrom(body);
            } catch (IOException e) {
                throw new AssertionError(body, e);
            }
        }

        /// A value inside, such as `choices.0.text`.
        Object at(String path) {
            Object value = json();
            for (String step : path.split("\\.", -1)) {
                value = value instanceof List<?> list
                        ? list.get(Integer.parseInt(step))
                        : ((Map<?, ?>) value).get(step);
            }
            return value;
        }

        public String text(String path) {
            return String.valueOf(at(path));
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path)).timeout(PATIENCE)
                .header("Content-Type", "application/json");
    }

    Reply send(HttpRequest request) {
        try {
            HttpResponse<String> reply = client.send(request, BodyHandlers.ofString(UTF_8));
            return new Reply(reply.statusCode(), reply.body(), reply.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The body of a file.
    public byte[] bytes(String path) throws IOException, InterruptedException {
        return client.send(request(path).GET().build(), BodyHandlers.ofByteArray()).body();
    }

    Reply get(String path) {
        return send(request(path).GET().build());
    }

    Reply post(String path, String body) {
        return send(request(path).POST(BodyPublishers.ofString(body)).build());
    }

    public Reply post(String path, Map<String, Object> body) {
        return post(path, Json.line(body));
    }

    /// A body of another type.
    Reply post(String path, String type, byte[] body) {
        return send(request(path).setHeader("Content-Type", type).POST(BodyPublishers.ofByteArray(body)).build());
    }

    /// A chat with one message, greedy; more fields follow as names and values.
    Reply chat(String message, Object... more) {
        return post("/v1/chat/completions", chatBody(message, more));
    }

    static Map<String, Object> chatBody(String message, Object... more) {
        Map<String, Object> body = Json.object("model", "tiny", "messages",
                List.of(Json.object("role", "user", "content", message)), "temperature", 0);
        body.putAll(Json.object(more));
        return body;
    }

    /// Requires a refusal and returns its field.
    static String refused(int status, Reply reply) {
        assertEquals(status, reply.status(), reply.body());
        return String.valueOf(reply.at("error.param"));
    }

    /// A connection.
    Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port());
    }

    /// A connection on which a POST has been sent.
    Socket begin(String path, String body) throws IOException {
        Socket socket = connect();
        byte[] bytes = body.getBytes(UTF_8);
        socket.getOutputStream()
                .write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + bytes.length + "\r\n\r\n").getBytes(UTF_8));
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return socket;
    }

    /// Waits until `what` is so.
    static void await(BooleanSupplier what) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!what.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain");
            }
            Thread.sleep(5);
        }
    }

    /// The value of a metric without labels.
    double metric(String name) {
        return get("/metrics").body().lines().filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1))).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        server.close();
        client.close();
        t2l.close();
    }
}
