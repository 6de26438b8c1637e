/// The endpoints: OpenAI's, and those for adapters.
///
/// ```
///   ChatCompletions ──┬── Writing   the fields     ┌── ChatForm
///   TextCompletions ──┴── Writer    the answers ───┴── TextForm   their JSON
///   Adapters, Models, Embeddings, Tokenizing, Pages
/// ```
///
/// Read in order: [t2l.serve.api.Tokenizing], the smallest, [t2l.serve.api.ChatCompletions], `Writing`, `Writer`, `Form`,
/// [t2l.serve.api.Adapters].
package t2l.serve.api;
