package t2l.transformer.lora;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Lets one thread at a time make what a key stands for; those with other keys do not wait. Thread-safe.
///
/// @param <K> compared by `equals`
public final class OneMaker<K> {
    private static final class KeyLock extends ReentrantLock {
        private static final long serialVersionUID = 1L;

        /// Changed by [Map#compute] alone.
        private int threads;
    }

    private final Map<K, KeyLock> locks = new ConcurrentHashMap<>();

    /// The result of `work`, which runs while nobody else's work for `key` does.
    public <R> R alone(K key, Supplier<R> work) throws InterruptedException {
        KeyLock lock = locks.compute(key, (_, there) -> {
            KeyLock mine = there == null ? new KeyLock() : there;
            mine.threads++;
            return mine;
        });
        try {
            lock.lockInterruptibly();
            try {
                return work.get();
            } finally {
                lock.unlock();
            }
        } finally {
            locks.compute(key, (_, mine) -> {
                mine.threads--;
                return mine.threads == 0 ? null : mine;
            });
        }
    }
}
