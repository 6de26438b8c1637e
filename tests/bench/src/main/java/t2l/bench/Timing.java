package t2l.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import module java.base;

/// Times work and its rivals in turns, round by round, so that disturbances affect all of them, and takes medians.
///
/// A round repeats the work for some milliseconds. Before the first round, the work runs until it gets no faster and
/// the JIT compilers are idle. Work of one thread at a time is timed by CPU time, which other programs disturb least; work of
/// several, and of a device, by wall-clock time.
final class Timing {
    /// Minimum duration of a round, in seconds.
    private static final double ROUND = 0.01;

    /// Minimum number of rounds.
    private static final int MIN_ROUNDS = 5;

    /// Number of warm-up rounds compared with each other.
    private static final int WINDOW = 3;

    /// Maximum warm-up time, as a multiple of the measured time.
    private static final int MAX_WARM_UP = 10;

    /// The share of CPU time below which the compilers count as idle.
    private static final double RESTING = 0.05;

    /// The share of the shortest time above which work got no faster.
    private static final double SAME = 0.98;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory
            .getOperatingSystemMXBean();

    private final double seconds;
    private final LongSupplier clock;

    /// @param seconds for each competitor; 0 for a single round without warm-up
    /// @param alone   whether one thread at a time does the work
    Timing(double seconds, boolean alone) {
        this.seconds = seconds;
        // Of all threads: the work may wait for another one, such as a scheduler's.
        this.clock = alone ? new JavaThreads()::nanos : System::nanoTime;
    }

    /// The measured times.
    ///
    /// @param seconds   of one run, the median over the rounds
    /// @param best      of one run, in the fastest round
    /// @param allocated bytes of heap allocated by one run, over all threads
    /// @param beside    in the order in which the rivals were given
    record Result(double seconds, double best, double allocated, int rounds, List<Against> beside) {}

    /// The result of a rival.
    ///
    /// @param ratio its time divided by ours, the median over the rounds: above 1, ours is faster
    record Against(String name, double seconds, double ratio) {}

    /// Times `ours` in turns with `rivals`.
    Result measure(Rival ours, List<Rival> rivals) {
        List<Rival> all = new ArrayList<>(List.of(ours));
        all.addAll(rivals);
        int[] times = all.stream().mapToInt(this::warm).toArray();
        int maxRounds = seconds == 0 ? 1 : 1000;
        int minRounds = seconds == 0 ? 1 : MIN_ROUNDS;
        double[][] taken = new double[all.size()][maxRounds];
        double[] heap = new double[maxRounds];
        double spent = 0;
        int rounds = 0;
        while (rounds < maxRounds && (rounds < minRounds || spent < seconds * all.size())) {
            for (int i = 0; i < all.size(); i++) {
                long before = THREADS.getTotalThreadAllocatedBytes();
                taken[i][rounds] = all.get(i).work().seconds(times[i], clock);
                spent += taken[i][rounds] * times[i];
                if (i == 0) {
                    heap[rounds] = (THREADS.getTotalThreadAllocatedBytes() - before) / (double) times[0];
                }
            }
            rounds++;
        }
        List<Against> against = new ArrayList<>();
        for (int i = 1; i < all.size(); i++) {
            double[] ratios = new double[rounds];
            for (int r = 0; r < rounds; r++) {
                ratios[r] = taken[i][r] / taken[0][r];
            }
            against.add(new Against(all.get(i).name(), median(taken[i], rounds), median(ratios, rounds)));
        }
        double best = Arrays.stream(taken[0], 0, rounds).min().orElseThrow();
        return new Result(median(taken[0], rounds), best, median(heap, rounds), rounds, against);
    }

    /// Runs a rival until it gets no faster and the JIT compilers are idle; returns the repetitions per round.
    private int warm(Rival rival) {
        if (seconds == 0) {
            return 1;
        }
        JavaThreads java = new JavaThreads();
        double compiling = taken(java);
        double last = rival.work().seconds(1, clock);
        double best = Double.POSITIVE_INFINITY;
        double now = 0;
        boolean settled = false;
        for (long begin = System.nanoTime(); !settled && now < MAX_WARM_UP * seconds;) {
            double start = now;
            double before = compiling;
            double fastest = Double.MAX_VALUE;
            for (int round = 0; round < WINDOW; round++) {
                last = rival.work().seconds(times(last), clock);
                fastest = Math.min(fastest, last);
            }
            compiling = taken(java);
            now = (System.nanoTime() - begin) * 1e-9;
            settled = now > seconds / 2 && fastest > SAME * best && compiling - before < RESTING * (now - start);
            best = Math.min(best, fastest);
        }
        return times(last);
    }

    private static int times(double last) {
        return (int) Math.clamp(Math.ceil(ROUND / last), 1, 100_000);
    }

    private static double median(double[] of, int count) {
        double[] sorted = Arrays.copyOf(of, count);
        Arrays.sort(sorted);
        return count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
    }

    /// CPU seconds of all non-Java threads so far. (Java's own statistics leave out running compilations.)
    private static double taken(JavaThreads java) {
        return (PROCESS.getProcessCpuTime() - java.nanos()) / 1e9;
    }

    /// The CPU time of all Java threads, also of those that have ended since it was first asked for.
    private static final class JavaThreads {
        private final Map<Long, Long> nanos = new HashMap<>();

        /// Nanoseconds so far.
        long nanos() {
            for (long thread : THREADS.getAllThreadIds()) {
                nanos.merge(thread, THREADS.getThreadCpuTime(thread), Math::max);
            }
            return nanos.values().stream().mapToLong(Long::longValue).sum();
        }
    }
}
