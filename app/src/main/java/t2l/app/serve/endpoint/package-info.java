/// What an endpoint is, whatever brings its requests.
///
/// ```
///   HTTP      t2l.app.serve.http ─┐                                            ┌─ t2l.app.serve.api
///                             ├── fields ── Endpoint ── Reply ── objects   │  of the server
///   lines     t2l worker ─────┘                │                           └─ t2l.app.worker
///                                           Refusal                           of bulk work
/// ```
package t2l.app.serve.endpoint;
