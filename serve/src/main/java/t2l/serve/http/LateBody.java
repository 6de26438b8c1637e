package t2l.serve.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The body of a reply with status 200, which begins with the first text.
final class LateBody {
    private final Exchange exchange;
    private final String type;
    private Optional<OutputStream> out = Optional.empty();

    LateBody(Exchange exchange, String type) {
        this.exchange = exchange;
        this.type = type;
    }

    /// Sends a text now.
    void write(String text) throws IOException {
        if (out.isEmpty()) {
            out = Optional.of(exchange.begin(200, type, 0));
        }
        out.get().write(text.getBytes(StandardCharsets.UTF_8));
        out.get().flush();
    }

    /// Throws `refusal` if the reply has not begun.
    void giveWay(Refusal refusal) {
        if (out.isEmpty()) {
            throw refusal;
        }
    }

    void close() throws IOException {
        out.orElseThrow().close();
    }
}
