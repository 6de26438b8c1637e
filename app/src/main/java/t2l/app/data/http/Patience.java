package t2l.app.data.http;

import java.time.Duration;

/// How long and how often a server is asked.
///
/// @param silence after so long without a byte, a request has failed
/// @param pause   waiting time after the first failure, doubled after each further one
/// @param longest what a server that asks for a pause (`Retry-After`) gets at most
/// @param tries   how often a request is made before it is given up
public record Patience(Duration silence, Duration pause, Duration longest, int tries) {
    /// For files, whose bytes come one after another.
    public static final Patience FOR_FILES = new Patience(Duration.ofSeconds(20), Duration.ofSeconds(1),
            Duration.ofMinutes(5), 6);

    /// For answers, which come when all of them is written.
    public static final Patience FOR_ANSWERS = new Patience(Duration.ofMinutes(10), Duration.ofSeconds(1),
            Duration.ofMinutes(5), 6);
}
