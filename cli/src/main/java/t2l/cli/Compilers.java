package t2l.cli;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// Detects when the JIT compilers are idle, so that work can be timed when it is compiled: a partly compiled kernel is
/// a hundred times slower.
public final class Compilers {
    /// The share of CPU time below which the compilers count as idle.
    private static final double RESTING = 0.05;

    private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory
            .getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private double taken = taken();

    /// Whether they were idle for `seconds`, measured from the previous call or the start.
    public boolean rested(double seconds) {
        double before = taken;
        taken = taken();
        return taken - before < RESTING * seconds;
    }

    /// CPU seconds of all non-Java threads so far. (Java's own statistics leave out running compilations.)
    private static double taken() {
        long java = 0;
        for (long thread : THREADS.getAllThreadIds()) {
            java += Math.max(0, THREADS.getThreadCpuTime(thread));
        }
        return (PROCESS.getProcessCpuTime() - java) / 1e9;
    }
}
