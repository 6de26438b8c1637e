/// The library: a model, adapters generated from descriptions, completions and conversations.
///
/// ```
///   T2l ─── adapter(description) ──▶ Adapter ── save ──▶ PEFT directory
///    ├───── complete, stream ──────▶ Generation          a streamed answer
///    ├───── chat ──────────────────▶ Conversation        keeps its keys and values
///    └───── Engine                                       gives the kernels to one thread at a time
/// ```
///
/// Read in order: [t2l.T2l], [t2l.Adapter], [t2l.Settings], [t2l.Generation], [t2l.Conversation].
package t2l;
