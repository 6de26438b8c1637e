package t2l.app.serve.http;

import module java.base;
import t2l.app.console.Json;
import t2l.app.serve.http.Exchange.*;
import t2l.app.serve.http.WebServer.Limits;

/// Sends what a thread computes for a client, and keep-alives while nothing is ready. When the client has hung up, or its time is
/// over, it interrupts that thread, which sends nothing from then on.
///
/// The status, 200, is sent with the first text, so that what fails at once gets a status of its own. Keep-alives are comments
/// between events, or line ends before an object, which JSON allows. The second one finds out at the latest that the client has
/// hung up. A file has none: its length is not known before.
final class Sender implements Endpoint.Output {
    private final Exchange exchange;
    private final Kind kind;
    private final Thread computing = Thread.currentThread();
    private final Thread beats;
    private Optional<OutputStream> body = Optional.empty();
    private boolean silent = true;
    private boolean stopped;
    private Optional<Exception> cut = Optional.empty();

    /// For this thread.
    Sender(Exchange exchange, Kind kind) {
        this.exchange = exchange;
        this.kind = kind;
        if (kind == Kind.EVENTS) {
            exchange.header("X-Accel-Buffering", "no"); // or nginx would collect events
        }
        beats = Thread.ofVirtual().start(this::run);
    }

    private void run() {
        try {
            do {
                Thread.sleep(Limits.BEAT);
            } while (beat());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // by stop()
        }
    }

    /// Returns whether to go on.
    private synchronized boolean beat() {
        if (stopped || cut.isPresent()) {
            return false;
        }
        try {
            if (exchange.isLate()) {
                cut = Optional.of(new InterruptedException());
            } else if (silent && kind != Kind.FILE) {
                write(kind == Kind.EVENTS ? ":\n\n" : "\n");
            }
            silent = true;
        } catch (IOException e) {
            cut = Optional.of(e);
        }
        if (cut.isPresent()) {
            computing.interrupt();
        }
        return cut.isEmpty();
    }

    @Override
    public synchronized void accept(Object part) throws IOException {
        if (cut.isEmpty()) {
            try {
                send(part);
            } catch (IOException e) {
                cut = Optional.of(e); // before a keep-alive finds the request late
                throw e;
            }
            silent = false;
        }
    }

    private void send(Object part) throws IOException {
        switch (kind) {
            case OBJECT -> write(Json.full(part));
            case EVENTS -> write((part instanceof Map<?, ?> event && event.get("type") instanceof String type
                    ? "event: " + type + "\n"
                    : "") + "data: " + Json.full(part) + "\n\n");
            case FILE -> exchange.reply((Download) part);
        }
    }

    private void write(String text) throws IOException {
        if (body.isEmpty()) {
            body = Optional.of(exchange.begin(200,
                    kind == Kind.EVENTS ? "text/event-stream; charset=utf-8" : Exchange.JSON, 0));
        }
        body.get().write(text.getBytes(StandardCharsets.UTF_8));
        body.get().flush();
    }

    /// Sends no more keep-alives. Returns why the thread was interrupted, if it was, and takes the interrupt back.
    synchronized Optional<Exception> stop() {
        stopped = true;
        beats.interrupt();
        if (cut.isPresent()) {
            Thread.interrupted();
        }
        return cut;
    }

    /// Ends a reply without faults, after [#stop].
    void end() throws IOException {
        if (kind == Kind.EVENTS) {
            write("data: [DONE]\n\n");
        }
        if (kind != Kind.FILE) {
            body.orElseThrow().close();
        }
    }

    /// Ends a reply with a fault, after [#stop]. Throws `refusal` itself if nothing was sent. After keep-alives the status is
    /// taken: an object is cut off, which no client takes for a result.
    void fail(Refusal refusal) throws IOException {
        if (body.isEmpty()) {
            throw refusal;
        }
        send(refusal.json());
        if (kind == Kind.OBJECT) {
            throw new IOException(refusal.getMessage());
        }
        body.get().close();
    }
}
