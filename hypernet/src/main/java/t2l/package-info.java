/// The library: a model, adapters generated from descriptions, completions and conversations.
///
/// ```
///   T2l ─── adapter(description) ──▶ Adapter ── save ──▶ PEFT directory
///    ├───── complete, stream ──────▶ Generation          a streamed answer
///    ├───── chat ──────────────────▶ Conversation        remembers what was said
///    ├───── Writers                                      continues the answers of all threads together
///    └───── Engine                                       gives the kernels to one thread at a time
/// ```
///
/// Read in order: [t2l.T2l], [t2l.Adapter], [t2l.Settings], [t2l.Generation], [t2l.Conversation],
/// [t2l.Writers].
package t2l;
