package t2l.cli;

import java.util.concurrent.CountDownLatch;

/// Delays the end of the process after SIGINT or SIGTERM until the work has saved its state.
///
/// The JVM then exits with the code of the signal: 130 for Ctrl-C.
final class Stop implements AutoCloseable {
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::hold, "stop");
    private volatile boolean requested;

    /// From now on until [#close].
    void begin() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    boolean requested() {
        return requested;
    }

    private void hold() {
        requested = true;
        try {
            done.await();
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
