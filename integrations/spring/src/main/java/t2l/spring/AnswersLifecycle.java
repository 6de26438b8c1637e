package t2l.spring;

import org.springframework.context.SmartLifecycle;
import t2l.T2l;

/// Lets running answers end before the context closes, up to `spring.lifecycle.timeout-per-shutdown-phase`; then [T2l#close] ends
/// them. It stops after the web server, which takes no new requests by then.
final class AnswersLifecycle implements SmartLifecycle {
    private static final int POLL_MILLIS = 20;

    private final T2l t2l;
    private volatile boolean running;

    AnswersLifecycle(T2l t2l) {
        this.t2l = t2l;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop(Runnable done) {
        Thread.startVirtualThread(() -> {
            stop();
            done.run();
        });
    }

    /// Waits until no answer is left.
    @Override
    public void stop() {
        try {
            for (T2l.Stats now = t2l.stats(); now.running() + now.waiting() > 0; now = t2l.stats()) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// After web servers: the least of their phases is `DEFAULT_PHASE - 2048`.
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 4096;
    }
}
