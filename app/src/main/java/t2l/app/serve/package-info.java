/// Chapter 15: a model behind a web server.
///
/// ```
///   Serve ── Inference ──┬── http      requests, slots, replies
///   (command)            ├── endpoint  what a transport brings requests to; t2l worker is another transport
///                        ├── api       the endpoints
///                        └── adapter   adapters by description, id and name
/// ```
///
/// A request that computes takes this way:
///
/// ```
///   its thread         WebServer ─ Route ─ Exchange ─ Endpoint ─ Slots ─ Choices ─ Sender ─ client
///                                                                    │
///                                                     AdapterStore ── T2l
///                                                                    │
///   scheduler's thread                                           Scheduler
/// ```
///
/// Read in order: [t2l.app.serve.Serve], [t2l.app.serve.Inference], then the packages. Then run `./t2l serve --model
/// builtin:tiny`.
package t2l.app.serve;
