package t2l.app.serve.http;

import java.io.IOException;
import t2l.app.serve.endpoint.Refusal;

/// How results reach a client, who may have to wait for them. Nothing is sent before the first part or keep-alive, so that
/// what fails at once gets a status of its own.
///
/// Throws [IOException] when the client has hung up, which the second keep-alive finds out at the latest.
///
/// By itself it is a reply of one part without keep-alives, such as a file: that takes little time, and its length is
/// not known before.
@FunctionalInterface
interface Delivery {
    /// A part of the result.
    void part(Object json) throws IOException;

    /// A keep-alive.
    default void beat() throws IOException {}

    /// The end of a result without faults.
    default void end() throws IOException {}

    /// The end of a result with one. Throws `refusal` itself if it can be the reply.
    default void fail(Refusal refusal) throws IOException {
        throw refusal;
    }
}
