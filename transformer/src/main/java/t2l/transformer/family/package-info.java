/// Chapter 8. In: a published checkpoint. Out: a model to compute with. Read [t2l.transformer.family.LanguageModel] first.
///
/// Published models differ in the names of their settings and tensors and in details of their architecture. A
/// [t2l.transformer.family.Family] describes these differences. Every file ends as a
/// [t2l.transformer.family.Checkpoint] with Hugging Face's names, from which the same [t2l.transformer.Decoder] is
/// built.
///
/// ```
///   config.json + safetensors ─┐                        ┌─ WeightTypes (in memory)
///                              ├─ Family ─ Checkpoint ──┤
///   GGUF ── GgufNames, Settings┘                        └─ LanguageModel: decoder, tokenizer, memory
///   config.json + safetensors ── EncoderFamily ──────────── TextEncoder: texts in, vectors out
///   GGUF of a BERT ───────────── Bert ──────────────────────────┘
/// ```
///
/// `ConfigReader` reads the settings that decoders share; a family adds its differences to a
/// [t2l.transformer.DecoderConfig.Builder]. `GgufSettings` has the table by which GGUF metadata is read as a `config.json`, and
/// written. Text encoders are built of different parts, so an [t2l.transformer.family.EncoderFamily] assembles them itself.
///
/// Read in order: [t2l.transformer.family.Family], [t2l.transformer.family.Llama], [t2l.transformer.family.Gemma2],
/// `ConfigReader`, [t2l.transformer.family.GgufNames], [t2l.transformer.family.Checkpoint],
/// [t2l.transformer.family.LanguageModel]; then [t2l.transformer.family.EncoderFamily],
/// [t2l.transformer.family.Bert], [t2l.transformer.family.TextEncoder].
///
/// Then run `t2l inspect MODEL`.
package t2l.transformer.family;
