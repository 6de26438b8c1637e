/// The endpoints: OpenAI's, and those for adapters.
///
/// ```
///   ChatCompletions ──┬── GenerationFields   the fields ── MessageFields, ResponseFormat, Unused
///   TextCompletions ──┼── Choices            the answers ── Form   their JSON
///   Responses ────────┴── ResponseWriter     an answer, in events
///   Adapters, Models, Embeddings, Tokenizing, Pages
/// ```
///
/// Those in `Service.endpoints` need nothing but the fields of a request: HTTP and `t2l worker`
/// have them. The others are routes of HTTP.
///
/// Read in order: [t2l.app.serve.api.Tokenizing], the smallest, [t2l.app.serve.api.ChatCompletions], `GenerationFields`,
/// `Choices`, `Form`, [t2l.app.serve.api.Adapters].
package t2l.app.serve.api;
