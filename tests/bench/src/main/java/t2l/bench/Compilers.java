package t2l.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.DoubleSupplier;

/// Waits until work is compiled, so that it can be timed: a partly compiled kernel is a hundred times slower.
final class Compilers {
    /// The share of CPU time below which the compilers count as idle.
    private static final double RESTING = 0.05;

    /// The share of the shortest time above which work got no faster.
    private static final double SAME = 0.98;

    private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory
            .getOperatingSystemMXBean();

    private Compilers() {}

    /// Repeats work until it gets no faster and the JIT compilers are idle; returns the shortest time.
    ///
    /// @param least  seconds for which it is repeated in any case
    /// @param most   seconds after which it is not repeated any more
    /// @param window does the work for a while and returns the shortest time
    static double settle(double least, double most, DoubleSupplier window) {
        double best = Double.POSITIVE_INFINITY;
        JavaThreads java = new JavaThreads();
        double compiling = taken(java);
        double now = 0;
        boolean settled = false;
        for (long begin = System.nanoTime(); !settled && now < most;) {
            double start = now;
            double before = compiling;
            double fastest = window.getAsDouble();
            compiling = taken(java);
            now = (System.nanoTime() - begin) * 1e-9;
            settled = now > least && fastest > SAME * best && compiling - before < RESTING * (now - start);
            best = Math.min(best, fastest);
        }
        return best;
    }

    /// CPU seconds of all non-Java threads so far. (Java's own statistics leave out running compilations.)
    private static double taken(JavaThreads java) {
        return (PROCESS.getProcessCpuTime() - java.nanos()) / 1e9;
    }
}
