package t2l.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import t2l.cli.Compilers;

/// Times work and its rivals in turns, round by round, so that what disturbs the machine disturbs all of them, and takes
/// medians.
///
/// A round repeats the work until it has lasted some milliseconds. Before the first one that counts, the work is run
/// until it gets no faster: until the compiler is done with it. One thread is timed by its own processor time, which
/// other programs disturb least; several are timed by the clock on the wall.
final class Timing {
    /// What a round lasts at least, in seconds, unless one run lasts longer.
    private static final double ROUND = 0.01;

    /// Rounds that count, at least.
    private static final int FEWEST = 5;

    /// Rounds of warming up that are looked at together.
    private static final int WINDOW = 3;

    /// Warming up takes at most so many times what is measured.
    private static final int PATIENCE = 10;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final double seconds;
    private final int threads;

    /// @param seconds for each competitor; 0 for a single round without warm-up
    Timing(double seconds, int threads) {
        this.seconds = seconds;
        this.threads = threads;
    }

    /// What was measured.
    ///
    /// @param seconds   of one run, the median over the rounds
    /// @param best      of one run, in the fastest round
    /// @param allocated bytes of heap that one run took, in all threads
    /// @param rivals    in the order of their being asked
    record Result(double seconds, double best, double allocated, int rounds, List<Against> rivals) {}

    /// How a rival did.
    ///
    /// @param ratio its time over ours, the median over the rounds: above 1 we are faster
    record Against(String name, double seconds, double ratio) {}

    /// Times `work` in turns with `rivals`.
    Result measure(Runnable work, List<Rival> rivals) {
        return measure(Rival.of("", work), rivals);
    }

    /// Times `ours`, which may be work in other threads too, in turns with `rivals`.
    Result measure(Rival ours, List<Rival> rivals) {
        List<Rival> all = new ArrayList<>(List.of(ours));
        all.addAll(rivals);
        LongSupplier clock = threads > 1 || all.stream().anyMatch(Rival::isElsewhere)
                ? System::nanoTime
                : THREADS::getCurrentThreadCpuTime;
        int[] times = all.stream().mapToInt(one -> warm(one, clock)).toArray();
        int most = seconds == 0 ? 1 : 1000;
        int fewest = seconds == 0 ? 1 : FEWEST;
        double[][] taken = new double[all.size()][most];
        double[] heap = new double[most];
        double spent = 0;
        int rounds = 0;
        while (rounds < most && (rounds < fewest || spent < seconds * all.size())) {
            for (int i = 0; i < all.size(); i++) {
                long before = THREADS.getTotalThreadAllocatedBytes();
                taken[i][rounds] = all.get(i).seconds(times[i], clock);
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

    /// Runs `work` until some rounds are no faster than those before and the compilers rest; returns how often a round should
    /// repeat it.
    private int warm(Rival work, LongSupplier clock) {
        if (seconds == 0) {
            return 1;
        }
        double last = work.seconds(1, clock);
        double spent = last;
        double before = Double.MAX_VALUE;
        var compilers = new Compilers();
        while (spent < PATIENCE * seconds) {
            double best = Double.MAX_VALUE;
            double start = spent;
            for (int round = 0; round < WINDOW; round++) {
                int count = times(last);
                last = work.seconds(count, clock);
                spent += last * count;
                best = Math.min(best, last);
            }
            boolean resting = compilers.rested(spent - start);
            if (resting && best > 0.98 * before && spent > seconds / 2) {
                break;
            }
            before = Math.min(before, best);
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
}
