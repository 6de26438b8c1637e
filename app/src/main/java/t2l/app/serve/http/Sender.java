package t2l.app.serve.http;

import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import t2l.app.serve.endpoint.Endpoint;

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
}
