package t2l.app.serve.http;

import com.sun.net.httpserver.HttpExchange;
import module java.base;
import t2l.app.console.Json;
import t2l.app.serve.http.Endpoint.Notes;
import t2l.app.serve.http.WebServer.Limits;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;

/// A request and its reply.
public final class Exchange {
    static final String JSON = "application/json";

    /// Bodies of the greatest length that fit into memory at once.
    private static final int MAX_BODIES = 4;
    private static final int PIECE = 1 << 14;

    /// What a client gets: one JSON object; server-sent events, one for each object, named by its `type` if it has one; or one
    /// [Download].
    public enum Kind {
        OBJECT,
        EVENTS,
        FILE
    }

    private final HttpExchange http;
    private final WebServer server;
    private final String id;
    private final Notes notes;
    private String name = "";
    /// The status of the reply, and of what cut it off; 0 before.
    private int sent;
    private int cut;

    Exchange(HttpExchange http, WebServer server) {
        this.http = http;
        this.server = server;
        notes = new Notes(server.clock.nanos().getAsLong());
        id = "req-" + server.clock.names().get();
        header("x-request-id", id);
    }

    String id() {
        return id;
    }

    /// For the log.
    public Notes notes() {
        return notes;
    }

    /// The name at the end of the path, where the route has `{id}`.
    public String name() {
        return name;
    }

    void name(String part) {
        name = part;
    }

    /// The status of the reply, or of what cut it off.
    int status() {
        return cut == 0 ? sent : cut;
    }

    /// Notes why the reply ends, unless that is known.
    void end(int status) {
        cut = cut == 0 ? status : cut;
    }

    /// A parameter behind the path, such as `?format=peft`.
    public Optional<String> parameter(String key) {
        String query = Optional.ofNullable(http.getRequestURI().getRawQuery()).orElse("");
        return Stream.of(query.split("&", -1)).filter(pair -> pair.startsWith(key + "=")).findFirst()
                .map(pair -> URLDecoder.decode(pair.substring(key.length() + 1), StandardCharsets.UTF_8));
    }

    /// The type of the body.
    public String type() {
        String type = Optional.ofNullable(http.getRequestHeaders().getFirst("Content-Type")).orElse("nothing");
        return type.toLowerCase(Locale.ROOT).replaceFirst(";.*", "").strip();
    }

    /// The body, an object, of a request that needs a slot. Throws a [Refusal] for anything else, and like [#bytes].
    public Source body() throws IOException {
        return Endpoint.fields("body", bytes(JSON));
    }

    /// The body of a request that needs a slot. Throws a [Refusal] if there is none, or if the body is of another type or too
    /// long, before it is read.
    public byte[] bytes(String type) throws IOException {
        server.slots.requirePlace();
        if (!type().equals(type)) {
            throw Refusal.kind(type());
        }
        String length = http.getRequestHeaders().getFirst("Content-Length");
        return read(length == null ? -1 : Long.parseLong(length), http.getRequestBody());
    }

    /// The most bytes of a body.
    public long maxBody() {
        return server.limits.body();
    }

    /// A permit for each piece of a body in memory.
    static Semaphore pieces(Limits limits) {
        return new Semaphore((int) Math.max(Limits.CONNECTIONS, MAX_BODIES * Math.ceilDiv(limits.body(), PIECE)));
    }

    /// Memory is taken as the body arrives, so whoever sends slowly keeps nobody else waiting.
    ///
    /// @param length in bytes, -1 if it is not known
    private byte[] read(long length, InputStream in) throws IOException {
        long most = server.limits.body();
        if (length > most) {
            throw Refusal.body(most);
        }
        int taken = 0;
        try {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (byte[] piece = in.readNBytes(PIECE); piece.length > 0; piece = in.readNBytes(PIECE)) {
                if (body.size() + (long) piece.length > most) {
                    throw Refusal.body(most);
                }
                if (!server.pieces.tryAcquire()) {
                    throw Refusal.busy();
                }
                taken++;
                body.write(piece);
            }
            return body.toByteArray();
        } catch (IOException e) {
            throw Refusal.field("", "body: cannot be read, its chunks or its length are wrong: " + e.getMessage());
        } finally {
            server.pieces.release(taken);
        }
    }

    /// Sets a header of the reply.
    public void header(String header, String value) {
        http.getResponseHeaders().set(header, value);
    }

    /// Begins the reply. What is written to its body is dropped if only the head was asked for.
    ///
    /// @param length of the body; 0 if it is not known, -1 if there is none
    OutputStream begin(int code, String type, long length) throws IOException {
        boolean bare = http.getRequestMethod().equals("HEAD");
        sent = code;
        header("Content-Type", type);
        http.sendResponseHeaders(code, bare ? -1 : length);
        return bare ? OutputStream.nullOutputStream() : http.getResponseBody();
    }

    /// Replies with an object.
    public void reply(Map<String, Object> json) throws IOException {
        reply(200, json);
    }

    private void reply(int code, Map<String, Object> json) throws IOException {
        reply(code, JSON, Json.full(json).getBytes(StandardCharsets.UTF_8));
    }

    /// Replies with something else.
    public void reply(int code, String type, byte[] body) throws IOException {
        try (OutputStream out = begin(code, type, body.length == 0 ? -1 : body.length)) {
            out.write(body);
        }
    }

    /// Replies to the request in the body with what an endpoint computes. Throws like [#body] and [#work].
    public void reply(Endpoint endpoint) throws IOException {
        Endpoint.Reply reply = endpoint.reply(body(), notes);
        work(reply.stream() ? Kind.EVENTS : Kind.OBJECT, reply.task());
    }

    /// Replies with what a task in a slot puts out. Sends keep-alives, and cancels the task if the client has hung up. Throws a
    /// [Refusal] if there is no slot, or the task throws one before anything was sent.
    public void work(Kind kind, Endpoint.Task task) throws IOException {
        Sender sender = new Sender(this, kind);
        Throwable failure = null;
        try {
            server.slots.run(task, sender);
        } catch (Throwable e) { // whatever it is, it ends this request and no other
            failure = e;
        }
        switch (sender.stop().<Throwable>map(e -> e).orElse(failure)) {
            case null -> sender.end();
            case IOException hungUp -> throw hungUp;
            case Throwable _ when isLate() -> fail(sender, Refusal.late(server.limits.time().toSeconds()));
            case Throwable cause -> fail(sender, refusal(cause));
        }
    }

    private void fail(Sender sender, Refusal refusal) throws IOException {
        end(refusal.status());
        sender.fail(refusal);
    }

    /// Whether the time of the request is over.
    boolean isLate() {
        return isLate(Duration.ZERO);
    }

    /// Whether its time is over for so long.
    boolean isLate(Duration since) {
        return server.clock.nanos().getAsLong() - notes.begin() > server.limits.time().plus(since).toNanos();
    }

    /// What a fault looks like from outside.
    private Refusal refusal(Throwable cause) {
        return switch (cause) {
            case Refusal refusal -> {
                if (refusal.getCause() != null) {
                    fault(refusal.getCause());
                }
                yield refusal;
            }
            case InterruptedException _,CancellationException _ -> Refusal.draining();
            case T2lException e when e.kind() == T2lException.Kind.SCHEMA -> Refusal.field("", e.getMessage());
            case T2lException e when e.getCause() instanceof InternalError -> refusal(Refusal.unreadable("model", e));
            default -> {
                fault(cause);
                yield Refusal.failed();
            }
        };
    }

    /// Notes a fault of the server for its log.
    private void fault(Throwable cause) {
        notes.put("error", cause.toString());
        if (!(cause instanceof T2lException) && cause.getStackTrace().length > 0) {
            notes.put("at", cause.getStackTrace()[0].toString());
        }
    }

    /// Replies with what went wrong, if the client can still be told.
    void refuse(Throwable cause) throws IOException {
        Refusal refusal = refusal(cause);
        if (sent != 0) {
            end(refusal.status());
            throw new IOException(cause); // cut off
        }
        if (refusal.passes()) {
            header("Retry-After", "1");
        }
        reply(refusal.status(), refusal.json());
    }

    /// A file for the client to keep.
    ///
    /// @param name  under which the client keeps it
    /// @param type  its media type
    /// @param bytes its content, which must not change from now on
    @SuppressWarnings("ArrayRecordComponent") // nobody compares files
    public record Download(String name, String type, byte[] bytes) {}

    /// Replies with a file.
    void reply(Download file) throws IOException {
        String plain = file.name.replaceAll("[^ -~]|[\"\\\\%]", "_");
        header("Content-Disposition", "attachment; filename=\"" + plain + "\"" + (plain.equals(file.name)
                ? ""
                : "; filename*=UTF-8''" + URLEncoder.encode(file.name, StandardCharsets.UTF_8).replace("+", "%20")));
        reply(200, file.type, file.bytes);
    }
}
