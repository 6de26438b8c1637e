/// The library: a model, adapters generated from descriptions, completions and conversations.
///
/// ```
///   T2l ─── generate(description) ─▶ Adapter ── save ──▶ PEFT directory
///    ├───── complete, stream ──────▶ Answer              streamed, from the scheduler of all threads
///    └───── chat ──────────────────▶ Conversation        remembers its messages
/// ```
///
/// Read in order: [t2l.T2l], [t2l.Adapter], [t2l.transformer.generate.Settings],
/// [t2l.Conversation], then [t2l.transformer.generate.Scheduler] and [t2l.transformer.generate.Answer].
package t2l;
