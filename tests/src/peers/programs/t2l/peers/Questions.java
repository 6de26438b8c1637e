package t2l.peers;

import module java.base;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// The questions of `t2l bench --peer-command`, one a line on stdin, and the answers to them.
public final class Questions {
    private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory
            .getOperatingSystemMXBean();

    private Questions() {}

    /// Makes the work of a row, or nothing if it does not know the row.
    @FunctionalInterface
    public interface Works {
        Optional<Runnable> work(String row, int threads, Path model) throws Exception;
    }

    /// Answers until there are no more questions. Only rows with a model are asked for.
    public static void answer(String name, Works works) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = System.out;
        System.setOut(System.err); // what the library says
        String row = "";
        Optional<Runnable> work = Optional.empty();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String asked = field(line, "\"row\":\"([^\"]*)\"").orElseThrow();
            int threads = Integer.parseInt(field(line, "\"threads\":(\\d+)").orElseThrow());
            if (!asked.equals(row)) {
                row = asked;
                Optional<String> model = field(line, "\"model\":\"([^\"]*)\"");
                work = model.isPresent()
                        ? works.work(row, threads, Path.of(model.get()))
                        : Optional.empty();
                work.ifPresent(w -> {
                    for (long end = System.nanoTime() + 8_000_000_000L; System.nanoTime() < end;) {
                        w.run(); // until it is compiled
                    }
                });
            }
            if (work.isEmpty()) {
                out.println("{}");
                continue;
            }
            int times = Integer.parseInt(field(line, "\"times\":(\\d+)").orElseThrow());
            LongSupplier clock = threads == 1 ? PROCESS::getProcessCpuTime : System::nanoTime;
            long begin = clock.getAsLong();
            for (int i = 0; i < times; i++) {
                work.get().run();
            }
            double seconds = (clock.getAsLong() - begin) / 1e9 / times;
            rest();
            out.println("{\"name\":\"" + name + "\",\"seconds\":" + seconds + "}");
        }
    }

    /// Waits until all threads sleep, so that they disturb nobody whose turn it is.
    private static void rest() throws InterruptedException {
        for (long before = Long.MIN_VALUE / 2; PROCESS.getProcessCpuTime() - before > 200_000;) {
            before = PROCESS.getProcessCpuTime();
            Thread.sleep(1);
        }
    }

    private static Optional<String> field(String line, String expression) {
        Matcher matcher = Pattern.compile(expression).matcher(line);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
