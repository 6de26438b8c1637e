package t2l.serve.http;

import java.io.IOException;
import t2l.serve.endpoint.Refusal;

/// A file. It takes so little time that the client needs no keep-alives.
final class FileReply implements Delivery {
    private final Exchange exchange;

    FileReply(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public void part(Object file) throws IOException {
        ((Download) file).send(exchange);
    }

    @Override
    public void beat() {
        // its length is not known yet, so nothing can be sent
    }

    @Override
    public void end() {
        // the file was the whole reply
    }

    @Override
    public void fail(Refusal refusal) {
        throw refusal;
    }
}
