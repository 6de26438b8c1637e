package t2l;

import java.time.Duration;
import t2l.tensor.T2lException;

/// When an answer must be there.
///
/// @param at      [System#nanoTime] then
/// @param allowed what was allowed from the beginning
record Deadline(long at, Duration allowed) {
    /// Longer than any program runs, and short enough to be added to a time.
    private static final Duration LONG = Duration.ofNanos(Long.MAX_VALUE / 4);

    /// `allowed` from now on.
    static Deadline in(Duration allowed) {
        return new Deadline(System.nanoTime() + (allowed.compareTo(LONG) < 0 ? allowed : LONG).toNanos(), allowed);
    }

    /// Nanoseconds left, 0 if it is over.
    long left() {
        return Math.max(0, at - System.nanoTime());
    }

    /// What to throw when it is over.
    T2lException missed() {
        return new T2lException("T2l: needs more than the " + allowed.toMillis() / 1000.0
                + " s that were allowed; allow more in Settings.timeout(…), or fewer tokens");
    }
}
