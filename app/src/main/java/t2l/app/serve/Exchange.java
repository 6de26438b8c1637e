package t2l.app.serve;

import com.sun.net.httpserver.HttpExchange;
import module java.base;
import t2l.app.console.Json;
import t2l.app.serve.Endpoint.Notes;
import t2l.app.serve.Sender.Delivery;
import t2l.app.serve.Sender.JsonReply;
import t2l.app.serve.WebServer.Front;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;

/// A request and its reply.
public final class Exchange {
    static final String JSON = "application/json";

    private final HttpExchange http;
    private final Front front;
    private final String id;
    private final Notes notes;
    private String name = "";
    /// The status of the reply, and of what cut it off; 0 before.
    private int sent;
    private int cut;

    Exchange(HttpExchange http, Front front) {
        this.http = http;
        this.front = front;
        notes = new Notes(front.clock().nanos().getAsLong());
        id = "req-" + front.clock().names().get();
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
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(key + "=")) {
                return Optional.of(URLDecoder.decode(pair.substring(key.length() + 1), StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }

    /// The body, an object, of a request that needs a slot. Throws a [Refusal] if there is none, or if the body is too long,
    /// before it is read; and if it is anything else.
    public Source body() throws IOException {
        front.slots().requirePlace();
        String kind = Optional.ofNullable(http.getRequestHeaders().getFirst("Content-Type")).orElse("nothing");
        if (!kind.toLowerCase(Locale.ROOT).replaceFirst(";.*", "").strip().equals(JSON)) {
            throw Refusal.kind(kind);
        }
        String length = http.getRequestHeaders().getFirst("Content-Length");
        return front.bodies().read(length == null ? -1 : Long.parseLong(length), http.getRequestBody());
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
        work(reply.stream(), reply.task());
    }

    /// Replies with what a task in a slot puts out: one object, or with `stream` an event for each. Sends keep-alives, and
    /// cancels the task if the client has hung up. Throws a [Refusal] if there is no slot, or the task throws one before
    /// anything was sent.
    public void work(boolean stream, Endpoint.Task task) throws IOException {
        work(new JsonReply(this, stream), task);
    }

    /// Replies with a [Download] that a task in a slot puts out. Throws like [#work].
    public void file(Endpoint.Task task) throws IOException {
        work(file -> ((Download) file).send(this), task);
    }

    private void work(Delivery delivery, Endpoint.Task task) throws IOException {
        Sender sender = new Sender(delivery, this::isLate);
        Throwable failure = null;
        try {
            front.slots().run(task, sender);
        } catch (Throwable e) { // whatever it is, it ends this request and no other
            failure = e;
        }
        switch (sender.stop().<Throwable>map(e -> e).orElse(failure)) {
            case null -> delivery.end();
            case IOException hungUp -> throw hungUp;
            case Throwable _ when isLate() -> fail(delivery, Refusal.late(front.limits().time().toSeconds()));
            case Throwable cause -> fail(delivery, refusal(cause));
        }
    }

    private void fail(Delivery delivery, Refusal refusal) throws IOException {
        end(refusal.status());
        delivery.fail(refusal);
    }

    private boolean isLate() {
        return front.clock().nanos().getAsLong() - notes.begin() > front.limits().time().toNanos();
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
    public record Download(String name, String type, byte[] bytes) {
        /// Sends it.
        void send(Exchange exchange) throws IOException {
            String plain = name.replaceAll("[^ -~]|[\"\\\\%]", "_");
            exchange.header("Content-Disposition", "attachment; filename=\"" + plain + "\"" + (plain.equals(name)
                    ? ""
                    : "; filename*=UTF-8''" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20")));
            exchange.reply(200, type, bytes);
        }
    }
}
