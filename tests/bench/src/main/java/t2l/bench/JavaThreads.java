package t2l.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/// The CPU time of all Java threads, also of those that have ended since it was first asked for.
final class JavaThreads {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Map<Long, Long> nanos = new HashMap<>();

    /// Nanoseconds so far.
    long nanos() {
        for (long thread : THREADS.getAllThreadIds()) {
            nanos.merge(thread, THREADS.getThreadCpuTime(thread), Math::max);
        }
        return nanos.values().stream().mapToLong(Long::longValue).sum();
    }
}
