package t2l.data.pull;

import java.time.Duration;

/// How a server is borne with.
///
/// @param silence after so long without a byte, a request has failed
/// @param pause   waiting time after the first failure, doubled after each further one
/// @param longest what a server that asks for a pause (`Retry-After`) gets at most
/// @param tries   how often a request is made before it is given up
record Patience(Duration silence, Duration pause, Duration longest, int tries) {
    static final Patience USUAL = new Patience(Duration.ofSeconds(20), Duration.ofSeconds(1), Duration.ofMinutes(5), 6);
}
