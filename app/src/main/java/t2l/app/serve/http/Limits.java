package t2l.app.serve.http;

import java.time.Duration;

/// What a server gives to its clients.
///
/// @param slots   requests that are computed at the same time
/// @param queue   requests that wait for a slot; more are refused
/// @param body    bytes of a request
/// @param sending in which a request must have been sent, to the second; the first server of a process decides
/// @param time    from the beginning of a request to its end
public record Limits(int slots, int queue, long body, Duration sending, Duration time) {
    /// Connections, those that are refused or wait included.
    static final int CONNECTIONS = 2048;

    /// Milliseconds between two keep-alives to a client that waits.
    static final long BEAT = 250;
}
