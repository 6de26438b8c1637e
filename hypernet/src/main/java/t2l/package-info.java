/// The library. In: a model, descriptions, prompts. Out: adapters, answers, conversations. Read [t2l.T2l] first.
///
/// ```
///   T2l ─── generate(description) ─▶ Adapter ── save ──▶ PEFT directory
///    ├───── complete, stream ──────▶ Answer              streamed, from the scheduler of all threads
///    └───── chat ──────────────────▶ Conversation        remembers its messages
/// ```
///
/// Then read [t2l.Adapter], [t2l.transformer.generate.Settings], [t2l.Conversation], [t2l.transformer.generate.Answer].
package t2l;
