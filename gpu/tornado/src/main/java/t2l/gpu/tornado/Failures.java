package t2l.gpu.tornado;

import java.util.concurrent.Callable;
import t2l.gpu.DeviceFailure;
import uk.ac.manchester.tornado.api.exceptions.TornadoInternalError;

/// Turns what TornadoVM throws into [DeviceFailure].
final class Failures {
    /// What TornadoVM writes around its messages, for terminals, and behind them.
    private static final String COLOUR = "\u001b\\[[0-9;]*m";
    private static final String TRACE = "(?s)\\s*Stacktrace:.*";

    private Failures() {}

    /// What `body` returns. Throws [DeviceFailure] for whatever TornadoVM throws, with `what` before its message.
    static <T> T call(String what, Callable<T> body) {
        try {
            return body.call();
        } catch (DeviceFailure e) {
            throw e;
        } catch (Exception | LinkageError | TornadoInternalError e) {
            throw of(what, e);
        }
    }

    /// What TornadoVM says of a failure, in one line.
    static DeviceFailure of(String what, Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String why = String.valueOf(cause.getMessage()).replaceAll(COLOUR, "").replaceAll(TRACE, "")
                .replaceAll("\\s+", " ").strip();
        return new DeviceFailure(what + ": " + why);
    }
}
