package t2l.app.console;

import java.util.concurrent.CountDownLatch;

/// Delays the end of the process after SIGINT or SIGTERM until the work has saved its state.
///
/// The JVM then exits with the code of the signal, 130 for Ctrl-C, or with 0 after [#succeed].
final class Stop implements AutoCloseable {
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::hold, "stop");
    private final CountDownLatch request = new CountDownLatch(1);
    private volatile boolean success;

    /// From now on until [#close].
    void begin() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    boolean requested() {
        return request.getCount() == 0;
    }

    /// Waits for a signal.
    void await() throws InterruptedException {
        request.await();
    }

    /// That the work has ended after a signal is what the user wanted of it.
    void succeed() {
        success = true;
    }

    private void hold() {
        request.countDown();
        try {
            done.await();
            if (success) {
                Runtime.getRuntime().halt(0); // the only way to another code than the signal's
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Lets the process exit.
    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            return; // the process is ending already
        }
    }
}
