package t2l.serve.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import t2l.cli.Json;
import t2l.tensor.T2lException;
import t2l.tensor.io.JsonFile;

/// A request and its reply.
public final class Exchange {
    static final String JSON = "application/json";

    private final HttpExchange http;
    private final Front front;
    private final String id;
    private final long begin;
    private final Notes notes = new Notes();
    private String name = "";
    private int status;

    Exchange(HttpExchange http, Front front) {
        this.http = http;
        this.front = front;
        begin = front.marks().nanos().getAsLong();
        id = "req-" + front.marks().names().get();
        header("x-request-id", id);
    }

    String id() {
        return id;
    }

    /// When it began, in the nanoseconds of [Marks].
    public long begin() {
        return begin;
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

    /// The status of the reply, 0 before it.
    int status() {
        return status;
    }

    /// A parameter behind the path, such as `?format=peft`.
    public Optional<String> parameter(String key) {
        String query = Optional.ofNullable(http.getRequestURI().getQuery()).orElse("");
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(key + "=")) {
                return Optional.of(pair.substring(key.length() + 1));
            }
        }
        return Optional.empty();
    }

    /// The body, an object. Throws a [Refusal] if it is too long, before it is read, or anything else.
    public Fields body() throws IOException {
        String kind = Optional.ofNullable(http.getRequestHeaders().getFirst("Content-Type")).orElse("nothing");
        if (!kind.toLowerCase(Locale.ROOT).replaceFirst(";.*", "").strip().equals(JSON)) {
            throw Refusal.kind(kind);
        }
        byte[] bytes = bytes(front.limits().body());
        try {
            return Fields.of("", JsonFile.parse("body", bytes).fields());
        } catch (T2lException e) {
            throw Refusal.field("", e.getMessage());
        }
    }

    private byte[] bytes(long most) throws IOException {
        String length = http.getRequestHeaders().getFirst("Content-Length");
        if (length != null && Long.parseLong(length) > most) {
            throw Refusal.body(most);
        }
        try (InputStream in = http.getRequestBody()) {
            byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, most + 1));
            if (bytes.length > most) {
                throw Refusal.body(most);
            }
            return bytes;
        }
    }

    /// Sets a header of the reply.
    public void header(String header, String value) {
        http.getResponseHeaders().set(header, value);
    }

    /// Begins the reply.
    ///
    /// @param length of the body; 0 if it is not known, -1 if there is none
    OutputStream begin(int code, String type, long length) throws IOException {
        status = code;
        header("Content-Type", type);
        http.sendResponseHeaders(code, length);
        return http.getResponseBody();
    }

    /// Replies with an object.
    public void reply(Map<String, Object> json) throws IOException {
        reply(200, json);
    }

    private void reply(int code, Map<String, Object> json) throws IOException {
        reply(code, JSON, Json.line(json).getBytes(StandardCharsets.UTF_8));
    }

    /// Replies with something else.
    public void reply(int code, String type, byte[] body) throws IOException {
        try (OutputStream out = begin(code, type, body.length == 0 ? -1 : body.length)) {
            out.write(body);
        }
    }

    /// Replies with what a task in a slot puts out: one object, or with `stream` an event for each. Tells the client every
    /// [Limits#BEAT] ms that it is waiting for something, and cancels the task if the client has hung up. Throws a [Refusal] if
    /// there is no slot, or the task throws one before anything was sent.
    public void work(boolean stream, Slots.Task task) throws IOException, InterruptedException {
        work(stream ? new EventStream(this) : new WholeReply(this), task);
    }

    /// Replies with a [Download] that a task in a slot puts out. Throws like [#work].
    public void file(Slots.Task task) throws IOException, InterruptedException {
        work(new FileReply(this), task);
    }

    private void work(Delivery delivery, Slots.Task task) throws IOException, InterruptedException {
        try (Work work = front.slots().start(task)) {
            while (true) {
                switch (work.next(Limits.BEAT).orElse(null)) {
                    case null -> {
                        if (isLate()) {
                            delivery.fail(Refusal.late(front.limits().time().toSeconds()));
                            return;
                        }
                        delivery.beat();
                    }
                    case Work.Part.Made made -> delivery.part(made.json());
                    case Work.Part.End _ -> {
                        delivery.end();
                        return;
                    }
                    case Work.Part.Failed failed -> {
                        delivery.fail(refusal(failed.cause()));
                        return;
                    }
                }
            }
        }
    }

    private boolean isLate() {
        return front.marks().nanos().getAsLong() - begin > front.limits().time().toNanos();
    }

    /// What a fault looks like from outside.
    private Refusal refusal(Throwable cause) {
        return switch (cause) {
            case Refusal refusal -> refusal;
            case InterruptedException _,CancellationException _ -> Refusal.draining();
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
        if (status != 0) {
            throw new IOException(cause); // cut off
        }
        if (refusal.passes()) {
            header("Retry-After", "1");
        }
        reply(refusal.status(), refusal.json());
    }
}
