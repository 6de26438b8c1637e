package t2l.cli;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// Java's compilers, for who wants to time work when they are done with it: half compiled, a kernel is a hundred times
/// slower than it is.
public final class Compilers {
    /// The share of the time that resting compilers may still take.
    private static final double RESTING = 0.05;

    private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory
            .getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private double taken = taken();

    /// Whether they have done next to nothing for `seconds`: since this was asked last, or since they are looked at.
    public boolean rested(double seconds) {
        double before = taken;
        taken = taken();
        return taken - before < RESTING * seconds;
    }

    /// Seconds of processor time that threads other than Java's have taken so far. (What Java itself tells of its compilers
    /// leaves out what they are at.)
    private static double taken() {
        long java = 0;
        for (long thread : THREADS.getAllThreadIds()) {
            java += Math.max(0, THREADS.getThreadCpuTime(thread));
        }
        return (PROCESS.getProcessCpuTime() - java) / 1e9;
    }
}
