package t2l.app.serve;

import module java.base;

/// What differs from one run to the next, so that tests can fix it.
///
/// @param time  tells when a reply was made
/// @param nanos measures durations
/// @param names makes names of requests and replies, 32 hexadecimal digits
public record Clock(InstantSource time, LongSupplier nanos, Supplier<String> names) {
    /// Those of a server.
    public static final Clock REAL = new Clock(InstantSource.system(), System::nanoTime,
            () -> UUID.randomUUID().toString().replace("-", ""));

    /// Seconds since 1970, as OpenAI's `created`.
    public long created() {
        return time.instant().getEpochSecond();
    }

    /// Milliseconds since `begin`, in thousandths.
    public double since(long begin) {
        return Math.round((nanos.getAsLong() - begin) / 1e3) / 1e3;
    }
}
