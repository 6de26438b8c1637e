/// Chapter 15: a model behind a web server. In: the options of `t2l serve`. Out: replies over HTTP, in OpenAI's form. Read
/// [t2l.app.serve.Inference] first.
///
/// ```
///   Serve ── Inference ──┬── http       WebServer, Exchange, Sender: what JDK's server lacks
///   (command)            │              Endpoint, Refusal: what a transport brings requests to
///                        ├── api        ChatCompletions, Responses, TextCompletions, Embeddings, Models, Adapters:
///                        │              the endpoints, with their fields and replies
///                        └── adapters   AdapterRef: what a request calls an adapter
///                                       AdapterRegistry: publishes, makes, finds and deletes adapters
/// ```
///
/// Arrows between these packages point down: `api` uses `adapters`, both use `http`. A request that computes takes this way:
///
/// ```
///   its thread         WebServer ─ Exchange ─ ChatCompletions ─ AdapterRef ─ Slots ─ ReplyWriter ─ Sender ─ client
///                                                                                        │
///                                                                     AdapterRegistry ── T2l
///                                                                                        │
///   scheduler's thread                                                               Scheduler
/// ```
///
/// `t2l worker` is another transport: it brings requests on lines to the endpoints in `Service.endpoints`, which need nothing but
/// the fields of a request. Then run `./t2l serve --model builtin:tiny`.
package t2l.app.serve;
