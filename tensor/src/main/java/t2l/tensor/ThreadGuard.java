package t2l.tensor;

import java.util.concurrent.atomic.AtomicReference;

/// Refuses a second thread where only one may be at a time.
///
/// ```java
/// try (ThreadGuard _ = guard.enter()) { … }
/// ```
public final class ThreadGuard implements AutoCloseable {
    private final String name;
    private final AtomicReference<Thread> inside = new AtomicReference<>();
    /// How often the thread inside has entered.
    private int depth;

    /// @param name what is guarded, as the beginning of a sentence
    public ThreadGuard(String name) {
        this.name = name;
    }

    /// Enters; a thread that is inside may enter again. Returns this, to be closed. Throws [IllegalStateException] if
    /// another thread is inside.
    public ThreadGuard enter() {
        Thread me = Thread.currentThread();
        Thread other = inside.compareAndExchange(null, me);
        if (other != null && other != me) {
            throw new IllegalStateException(name + ": one thread may compute at a time, " + other + " does; give each"
                    + " thread kernels of its own, or share a t2l.T2l, which is safe for all");
        }
        depth++;
        return this;
    }

    /// Leaves once.
    @Override
    public void close() {
        if (--depth == 0) {
            inside.set(null);
        }
    }
}
