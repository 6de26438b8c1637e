/// The library: a model, adapters made of descriptions, completions and conversations.
///
/// ```
///   T2l ─── adapter(description) ──▶ Adapter ── save ──▶ PEFT directory
///    ├───── complete, stream ──────▶ Generation          an answer, piece by piece
///    ├───── chat ──────────────────▶ Conversation        keeps its keys and values
///    └───── Engine                                       lends the kernels to one thread after the other
/// ```
///
/// Read in order: [t2l.T2l], [t2l.Adapter], [t2l.Settings], [t2l.Generation], [t2l.Conversation].
package t2l;
