package t2l.bench;

import java.util.function.LongSupplier;
import t2l.tensor.backend.Kernels;

/// Other code for the work of a row, timed in turns with t2l.
public interface Rival {
    /// The name shown with the ratio: `OpenBLAS 0.3.30`.
    String name();

    /// Does the work `times` times and returns the seconds per run, measured with `clock` (nanoseconds) if it runs in
    /// the calling thread.
    double seconds(int times, LongSupplier clock);

    /// Whether it uses other threads of this process; then everything is timed by wall-clock time.
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

    /// Work of our own kernels. Waits for a device to finish, or its remaining time would be attributed to the next
    /// measurement.
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
