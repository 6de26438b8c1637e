/// Chapter 7: a transformer. In: tokens. Out: logits, or a vector of a text. Read [t2l.transformer.Decoder] first.
///
/// A model is a tree of records that hold weights and use them. Each gets its weights from [t2l.autograd.Weights] by
/// their names in a Hugging Face checkpoint, so the code reads like the checkpoint's table of contents. Whether they
/// are frozen or trained is the caller's choice.
///
/// ```
///   ids ── embedding ─┬─ Block ─ Block ─ … ─ RmsNorm ── hidden ── head ── logits
///                     │
///            Block:  x ─ RmsNorm ─ Attention ─ + ─ RmsNorm ─ Mlp ─ +
///                    └─────────────────────────┘ └─────────────────┘
///   Context: the adapter, positions, padding, and a KvCache for each text
/// ```
///
/// A [t2l.transformer.Decoder] generates text; an [t2l.transformer.Encoder] turns a text into a vector,
/// or into [t2l.transformer.TokenStates]. Every
/// [t2l.transformer.Linear] looks up its update in the [t2l.transformer.ActiveAdapter] of the call, so applying an
/// adapter never changes the model.
///
/// Read in order: [t2l.transformer.Linear], [t2l.transformer.ActiveAdapter], [t2l.transformer.DecoderNorm],
/// [t2l.transformer.Rotary], [t2l.transformer.Mixer], [t2l.transformer.DecoderAttention], [t2l.transformer.Mlp],
/// [t2l.transformer.Experts], [t2l.transformer.Block],
/// [t2l.transformer.DecoderConfig], [t2l.transformer.Decoder]; then [t2l.transformer.Tokens], [t2l.transformer.KvPages],
/// [t2l.transformer.KvCache]; then
/// [t2l.transformer.EncoderAttention], [t2l.transformer.EncoderBlock], [t2l.transformer.Encoder].
///
/// Then run `t2l logits --model builtin:tiny --ids 1,2,3`.
package t2l.transformer;
