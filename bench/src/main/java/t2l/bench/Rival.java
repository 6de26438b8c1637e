package t2l.bench;

import java.util.function.LongSupplier;
import t2l.tensor.backend.Kernels;

/// Other code that does the work of a row, timed in turns with ours.
public interface Rival {
    /// What the ratio is named by: `OpenBLAS 0.3.30`.
    String name();

    /// Does the work `times` times; returns the seconds that one took, by `clock` (nanoseconds) if it runs in the calling
    /// thread.
    double seconds(int times, LongSupplier clock);

    /// Whether it works in other threads of this process: all are then timed by the clock on the wall.
    default boolean isElsewhere() {
        return false;
    }

    /// A rival in this thread.
    static Rival of(String name, Runnable work) {
        return of(name, work, false);
    }

    /// A rival in other threads of this process.
    static Rival elsewhere(String name, Runnable work) {
        return of(name, work, true);
    }

    /// Work of kernels of ours. A device works elsewhere, and is waited for: what it has not done yet would be counted as
    /// the time of whoever waits next.
    static Rival on(Kernels kernels, String name, Runnable work) {
        return of(name, () -> {
            work.run();
            kernels.finish();
        }, kernels.traffic().isPresent());
    }

    private static Rival of(String name, Runnable work, boolean elsewhere) {
        return new Rival() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public boolean isElsewhere() {
                return elsewhere;
            }

            @Override
            public double seconds(int times, LongSupplier clock) {
                long begin = clock.getAsLong();
                for (int i = 0; i < times; i++) {
                    work.run();
                }
                return Math.max(1, clock.getAsLong() - begin) / 1e9 / times;
            }
        };
    }
}
