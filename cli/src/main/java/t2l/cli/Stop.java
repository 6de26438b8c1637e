package t2l.cli;

import java.util.concurrent.CountDownLatch;

/// Holds the end of the process back, after Ctrl-C or a polite kill, until the work has saved what must not be lost.
///
/// The JVM then ends with the code of the signal: 130 for Ctrl-C.
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

    /// Lets the process end.
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
