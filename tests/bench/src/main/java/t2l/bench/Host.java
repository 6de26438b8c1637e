package t2l.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import module java.base;
import t2l.app.console.Json;
import t2l.tensor.*;

/// The computer on which a benchmark runs: its processor and its load.
final class Host {
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
}
