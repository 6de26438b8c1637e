package t2l.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import t2l.tensor.T2lException;

/// The computer on which a benchmark runs: its processor, and what other programs do on it.
public final class Host {
    /// Busy cores from which on a comparison means little.
    private static final double BUSY = 0.25;

    /// Time over which busy cores are counted, in milliseconds.
    private static final long SAMPLE = 400;

    private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory
            .getOperatingSystemMXBean();

    private Host() {}

    /// The model of the processor, as the operating system names it: `AMD EPYC 9R14, family 25, model 17`.
    public static String processor() {
        Path linux = Path.of("/proc/cpuinfo");
        try {
            String name = Files.exists(linux)
                    ? processor(Files.readAllLines(linux))
                    : Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER"))
                            .orElse(said("sysctl", "-n", "machdep.cpu.brand_string"));
            return name.isBlank() ? System.getProperty("os.arch") : name;
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    /// The same from the lines of `/proc/cpuinfo`. Virtual machines often hide the name, but not the numbers.
    static String processor(List<String> lines) {
        Map<String, String> first = lines.stream().map(line -> line.split(":", 2)).filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(pair -> pair[0].strip(), pair -> pair[1].strip(), (a, _) -> a));
        return Stream.of(Optional.ofNullable(first.get("model name")), numbered(first, "family", "cpu family"),
                numbered(first, "model", "model"), numbered(first, "implementer", "CPU implementer"),
                numbered(first, "part", "CPU part")).flatMap(Optional::stream).collect(Collectors.joining(", "));
    }

    private static Optional<String> numbered(Map<String, String> of, String what, String key) {
        return Optional.ofNullable(of.get(key)).map(value -> what + " " + value);
    }

    private static String said(String... command) throws IOException {
        return new String(new ProcessBuilder(command).start().getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .strip();
    }

    /// Runnable threads, the average over a minute, our own included; negative where the operating system does not
    /// count them.
    static double load() {
        return SYSTEM.getSystemLoadAverage();
    }

    /// What belongs to every result: `processor`, `cores`, `java`, `load`.
    public static Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("processor", processor());
        all.put("cores", SYSTEM.getAvailableProcessors());
        all.put("java", Runtime.version().toString());
        all.put("load", load());
        return all;
    }

    /// The same as a line.
    public static String line() {
        return String.format(Locale.ROOT, "%s, %d cores, load %.2f, Java %s", processor(),
                SYSTEM.getAvailableProcessors(), load(), Runtime.version());
    }

    /// Throws [T2lException] if other programs keep cores busy.
    public static void requireIdle() {
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
