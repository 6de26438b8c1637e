/// The endpoints: OpenAI's, and those for adapters.
///
/// ```
///   ChatCompletions ──┬── GenerationFields   the fields
///   TextCompletions ──┴── Choices            the answers ── Form   their JSON
///   Adapters, Models, Embeddings, Tokenizing, Pages
/// ```
///
/// Those in `Service.endpoints` need nothing but the fields of a request: HTTP and `t2l worker`
/// have them. The others are routes of HTTP.
///
/// Read in order: [t2l.serve.api.Tokenizing], the smallest, [t2l.serve.api.ChatCompletions], `Writing`, `Writer`, `Form`,
/// [t2l.serve.api.Adapters].
package t2l.serve.api;
