package t2l.serve.http;

import java.io.IOException;
import t2l.cli.Json;

/// Server-sent events, one for each part; keep-alives are comments.
final class EventStream implements Delivery {
    private final LateBody body;

    EventStream(Exchange exchange) {
        exchange.header("X-Accel-Buffering", "no"); // or nginx would collect events
        body = new LateBody(exchange, "text/event-stream; charset=utf-8");
    }

    @Override
    public void part(Object json) throws IOException {
        body.write("data: " + Json.full(json) + "\n\n");
    }

    @Override
    public void beat() throws IOException {
        body.write(":\n\n");
    }

    @Override
    public void end() throws IOException {
        body.write("data: [DONE]\n\n");
        body.close();
    }

    @Override
    public void fail(Refusal refusal) throws IOException {
        body.giveWay(refusal);
        part(refusal.json());
        body.close();
    }
}
