package t2l.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import module java.base;
import t2l.app.console.Json;
import t2l.tensor.*;

/// The computer on which a benchmark runs: its processor, and what other programs do on it.
final class Host {
    /// Busy cores from which on a comparison means little.
    private static final double BUSY = 0.25;

    /// Time over which busy cores are counted, in milliseconds.
    private static final long SAMPLE = 400;

    private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory
            .getOperatingSystemMXBean();

    private Host() {}

    /// Runnable threads, the average over a minute, our own included; negative where the operating system does not
    /// count them.
    static double load() {
        return SYSTEM.getSystemLoadAverage();
    }

    /// What belongs to every result: `processor`, `cores`, `java`, `load`.
    static Map<String, Object> json() {
        return Json.object("processor", Processor.name(), "cores", SYSTEM.getAvailableProcessors(), "java",
                Runtime.version().toString(), "load", load());
    }

    /// The same as a line.
    static String line() {
        return String.format(Locale.ROOT, "%s, %d cores, load %.2f, Java %s", Processor.name(),
                SYSTEM.getAvailableProcessors(), load(), Runtime.version());
    }

    /// Throws [T2lException] if other programs keep cores busy.
    static void requireIdle() {
        double busy = busy();
        if (busy > BUSY) {
            throw new T2lException(String.format(Locale.ROOT, "bench: needs idle cores to compare with other programs,"
                    + " %.1f of %d are busy; wait, or add --busy to compare all the same", busy,
                    SYSTEM.getAvailableProcessors()));
        }
    }

    /// Cores that other programs keep busy.
    private static double busy() {
        SYSTEM.getCpuLoad(); // the next one counts from here
        long own = SYSTEM.getProcessCpuTime();
        long begin = System.nanoTime();
        try {
            Thread.sleep(SAMPLE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        double all = SYSTEM.getCpuLoad() * SYSTEM.getAvailableProcessors();
        return all - (SYSTEM.getProcessCpuTime() - own) / (double) (System.nanoTime() - begin);
    }
}
