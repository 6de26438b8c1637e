/// Chapter 8: real checkpoints.
///
/// What others have trained lies in files that agree on little but the idea. A [t2l.transformer.family.Family] is the
/// list of a family's habits: how its `config.json` or its GGUF metadata name the sizes, what its tensors are called,
/// and what else it does differently. Everything ends as one [t2l.transformer.family.Checkpoint], names as in Hugging
/// Face, from which the same [t2l.transformer.Decoder] is built.
///
/// ```
///   config.json + safetensors ─┐                        ┌─ Holding (types in memory)
///                              ├─ Family ─ Checkpoint ──┤
///   GGUF ── GgufNames ─────────┘                        └─ LanguageModel: decoder, tokenizer, memory
///   config.json + safetensors ── EncoderFamily ──────────── TextEncoder: texts in, vectors out
///   GGUF of a BERT ───────────── Bert ──────────────────────────┘
/// ```
///
/// What families of decoders share is read by `Wording`; a family begins with that and says its differences in
/// [t2l.transformer.Traits]. Text encoders differ in their very parts, so an
/// [t2l.transformer.family.EncoderFamily] puts them together itself.
///
/// Read in order: [t2l.transformer.family.Family], [t2l.transformer.family.Llama], [t2l.transformer.family.Gemma2],
/// `Wording`, [t2l.transformer.family.GgufNames], [t2l.transformer.family.Checkpoint],
/// [t2l.transformer.family.LanguageModel]; then [t2l.transformer.family.EncoderFamily],
/// [t2l.transformer.family.Bert], [t2l.transformer.family.TextEncoder].
///
/// Then run `t2l inspect MODEL`.
package t2l.transformer.family;
