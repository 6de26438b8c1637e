/// HTTP without models: what JDK's server lacks.
///
/// ```
///   WebServer ── Route ── Exchange ──┬── Bodies ── Endpoint   what a client sends
///       │                            ├── Slots                what is computed for it
///   AccessRule                       └── Sender               what it gets
/// ```
///
/// A fault is a [t2l.app.serve.endpoint.Refusal] with a status. JDK's server closes the connection of a handler that throws;
/// here the client is told first, as long as nothing else has been sent.
///
/// Read in order: [t2l.app.serve.http.WebServer], [t2l.app.serve.http.Exchange], [t2l.tensor.settings.Source],
/// [t2l.app.serve.http.Slots], `Sender`.
package t2l.app.serve.http;
