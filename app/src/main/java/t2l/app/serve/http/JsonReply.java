package t2l.app.serve.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import t2l.app.console.Json;
import t2l.app.serve.endpoint.Refusal;

/// One JSON object, or server-sent events, one for each part, named by its `type` if it has one. The status, 200, is sent with the first text. Keep-alives are line
/// ends before the object, which JSON allows, or comments.
final class JsonReply implements Delivery {
    private final Exchange exchange;
    private final boolean stream;
    private Optional<OutputStream> body = Optional.empty();

    JsonReply(Exchange exchange, boolean stream) {
        this.exchange = exchange;
        this.stream = stream;
        if (stream) {
            exchange.header("X-Accel-Buffering", "no"); // or nginx would collect events
        }
    }

    private void write(String text) throws IOException {
        if (body.isEmpty()) {
            body = Optional.of(exchange.begin(200, stream ? "text/event-stream; charset=utf-8" : Exchange.JSON, 0));
        }
        body.get().write(text.getBytes(StandardCharsets.UTF_8));
        body.get().flush();
    }

    @Override
    public void part(Object json) throws IOException {
        String name = json instanceof Map<?, ?> event && event.get("type") instanceof String type
                ? "event: " + type + "\n"
                : "";
        write(stream ? name + "data: " + Json.full(json) + "\n\n" : Json.full(json));
    }

    @Override
    public void beat() throws IOException {
        write(stream ? ":\n\n" : "\n");
    }

    @Override
    public void end() throws IOException {
        if (stream) {
            write("data: [DONE]\n\n");
        }
        body.orElseThrow().close();
    }

    /// After keep-alives the status is taken: an object is cut off, which no client takes for a result.
    @Override
    public void fail(Refusal refusal) throws IOException {
        if (body.isEmpty()) {
            throw refusal;
        }
        part(refusal.json());
        if (!stream) {
            throw new IOException(refusal.getMessage());
        }
        body.get().close();
    }
}
