package t2l.transformer.generate;

import module java.base;
import t2l.tensor.T2lException;

/// The deadline of an answer.
///
/// @param at      in [System#nanoTime]
/// @param allowed the time allowed at the start
public record Deadline(long at, Duration allowed) {
    /// Longer than any program runs, but short enough to add to a time.
    private static final Duration LONG = Duration.ofNanos(Long.MAX_VALUE / 4);

    /// No deadline.
    public static final Deadline NONE = in(ChronoUnit.FOREVER.getDuration());

    /// `allowed` from now.
    public static Deadline in(Duration allowed) {
        return new Deadline(System.nanoTime() + (allowed.compareTo(LONG) < 0 ? allowed : LONG).toNanos(), allowed);
    }

    /// Nanoseconds left, 0 after the deadline.
    public long left() {
        return Math.max(0, at - System.nanoTime());
    }

    /// The exception after the deadline.
    public T2lException missed() {
        return new T2lException(T2lException.Kind.DEADLINE, "T2l: needs more than the "
                + BigDecimal.valueOf(allowed.toNanos(), 9).stripTrailingZeros().toPlainString()
                + " s that were allowed; allow more in Settings.timeout(…), or fewer tokens");
    }
}
