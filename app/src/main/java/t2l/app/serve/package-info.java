/// Chapter 15: a model behind a web server.
///
/// ```
///   Serve ── Inference ──┬── WebServer, Exchange, Slots, Sender            HTTP: what JDK's server lacks
///   (command)            ├── Endpoint, Refusal, Clock                      what a transport brings requests to
///                        ├── ChatCompletions, Responses, TextCompletions   the endpoints that write:
///                        │     GenerationFields, MessageFields, Unused     their fields
///                        │     ReplyWriter, ChoicesWriter                  their replies
///                        ├── Embeddings, Models, Adapters, LoadedAdapters  other endpoints
///                        └── AdapterWish, AdapterStore, Published          adapters by description, id and name
/// ```
///
/// A request that computes takes this way:
///
/// ```
///   its thread         WebServer ─ Exchange ─ Endpoint ─ Slots ─ ReplyWriter ─ Sender ─ client
///                                                                    │
///                                                     AdapterStore ── T2l
///                                                                    │
///   scheduler's thread                                           Scheduler
/// ```
///
/// `t2l worker` is another transport: it brings requests on lines to the endpoints in `Service.endpoints`, which need nothing but
/// the fields of a request. A fault is a [t2l.app.serve.Refusal] with a status. JDK's server closes the connection of a handler
/// that throws; here the client is told first, as long as nothing else has been sent.
///
/// Read in order: [t2l.app.serve.Serve], [t2l.app.serve.Inference], [t2l.app.serve.WebServer], [t2l.app.serve.Exchange],
/// [t2l.app.serve.ChatCompletions], `GenerationFields`, `ReplyWriter`, `Sender`. Then run `./t2l serve --model builtin:tiny`.
package t2l.app.serve;
