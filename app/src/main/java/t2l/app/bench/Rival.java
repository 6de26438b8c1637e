package t2l.app.bench;

import java.util.function.LongSupplier;

/// Other code that does the work of a row, timed in turns with ours.
public interface Rival {
    /// What the ratio is named by: `OpenBLAS 0.3.30`.
    String name();

    /// Does the work `times` times; returns the seconds that one took, by `clock` (nanoseconds) if it runs in the calling
    /// thread.
    double seconds(int times, LongSupplier clock);

    /// A rival in this thread.
    static Rival of(String name, Runnable work) {
        return new Rival() {
            @Override
            public String name() {
                return name;
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
