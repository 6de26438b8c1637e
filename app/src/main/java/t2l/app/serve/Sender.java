package t2l.app.serve;

import module java.base;
import t2l.app.console.Json;
import t2l.app.serve.Sender.Delivery;
import t2l.app.serve.WebServer.Limits;

/// Sends what a thread computes for a client, and keep-alives while nothing is ready. When the client has hung up, or its time is
/// over, it interrupts that thread, which sends nothing from then on.
final class Sender implements Endpoint.Output {
    private final Delivery delivery;
    private final BooleanSupplier late;
    private final Thread computing = Thread.currentThread();
    private final Thread beats;
    private boolean silent = true;
    private boolean stopped;
    private Optional<Exception> cut = Optional.empty();

    /// For this thread.
    ///
    /// @param late whether the time is over
    Sender(Delivery delivery, BooleanSupplier late) {
        this.delivery = delivery;
        this.late = late;
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
        if (stopped) {
            return false;
        }
        try {
            if (late.getAsBoolean()) {
                cut = Optional.of(new InterruptedException());
            } else if (silent) {
                delivery.beat();
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
    public synchronized void accept(Object json) throws IOException {
        if (cut.isEmpty()) {
            delivery.part(json);
            silent = false;
        }
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

    /// How results reach a client, who may have to wait for them. Nothing is sent before the first part or keep-alive, so that
    /// what fails at once gets a status of its own.
    ///
    /// Throws [IOException] when the client has hung up, which the second keep-alive finds out at the latest.
    ///
    /// By itself it is a reply of one part without keep-alives, such as a file: that takes little time, and its length is
    /// not known before.
    @FunctionalInterface
    interface Delivery {
        /// A part of the result.
        void part(Object json) throws IOException;

        /// A keep-alive.
        default void beat() throws IOException {}

        /// The end of a result without faults.
        default void end() throws IOException {}

        /// The end of a result with one. Throws `refusal` itself if it can be the reply.
        default void fail(Refusal refusal) throws IOException {
            throw refusal;
        }
    }

    /// One JSON object, or server-sent events, one for each part, named by its `type` if it has one. The status, 200, is sent
    /// with the first text. Keep-alives are line ends before the object, which JSON allows, or comments.
    static final class JsonReply implements Delivery {
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
}
