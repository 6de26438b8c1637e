package t2l.serve.http;

import java.io.IOException;
import t2l.cli.Json;

/// One JSON object; keep-alives are line ends before it, which JSON allows.
final class WholeReply implements Delivery {
    private final LateBody body;

    WholeReply(Exchange exchange) {
        body = new LateBody(exchange, Exchange.JSON);
    }

    @Override
    public void part(Object json) throws IOException {
        body.write(Json.full(json));
    }

    @Override
    public void beat() throws IOException {
        body.write("\n");
    }

    @Override
    public void end() throws IOException {
        body.close();
    }

    /// After keep-alives the status is taken: the reply is cut off, which no client takes for a result.
    @Override
    public void fail(Refusal refusal) throws IOException {
        body.giveWay(refusal);
        part(refusal.json());
        throw new IOException(refusal.getMessage());
    }
}
