package t2l.bench;

import java.util.function.LongSupplier;
import t2l.tensor.backend.Kernels;

/// Work that is timed in turns with other work: that of a row, a loop that measures a ceiling, or another program.
///
/// @param name shown with the ratio: `OpenBLAS 0.3.31`
record Rival(String name, Repeated work) {
    /// Does the work `times` times and returns the seconds per run, measured with `clock` (nanoseconds) if it runs in
    /// this process.
    @FunctionalInterface
    interface Repeated {
        double seconds(int times, LongSupplier clock);
    }

    /// Work in this process.
    static Rival of(String name, Runnable work) {
        return new Rival(name, (times, clock) -> {
            long begin = clock.getAsLong();
            for (int i = 0; i < times; i++) {
                work.run();
            }
            return Math.max(1, clock.getAsLong() - begin) / 1e9 / times;
        });
    }

    /// Work of our own kernels. Waits for a device to finish, or its remaining time would be attributed to the next
    /// measurement.
    static Rival on(Kernels kernels, String name, Runnable work) {
        return of(name, () -> {
            work.run();
            kernels.finish();
        });
    }
}
