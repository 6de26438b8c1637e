/// Chapter 7: a transformer.
///
/// A model is records that hold weights and know how to use them. Each asks [t2l.autograd.Weights] for its numbers by
/// the name they have in a Hugging Face checkpoint, so the code reads like the checkpoint's table of contents. Whether
/// the numbers are frozen or trained is the caller's choice; a module does not know.
///
/// ```
///   ids ── embedding ─┬─ Block ─ Block ─ … ─ RmsNorm ── hidden ── head ── logits
///                     │
///            Block:  x ─ RmsNorm ─ Attention ─ + ─ RmsNorm ─ Mlp ─ +
///                    └─────────────────────────┘ └─────────────────┘
///   Context: the adapter, positions, padding, what was read before (KvCache)
/// ```
///
/// [t2l.transformer.Decoder] writes text; [t2l.transformer.Encoder] reads a text and gives one vector for it. Every
/// [t2l.transformer.Linear] looks into the [t2l.transformer.ActiveAdapter] of the call for an update of its own: a model is
/// never changed in order to be adapted.
///
/// Read in order: [t2l.transformer.Linear], [t2l.transformer.ActiveAdapter], [t2l.transformer.DecoderNorm],
/// [t2l.transformer.Rotary], [t2l.transformer.DecoderAttention], [t2l.transformer.Mlp], [t2l.transformer.Block],
/// [t2l.transformer.Traits], [t2l.transformer.Decoder]; then [t2l.transformer.Tokens], [t2l.transformer.KvCache]; then
/// [t2l.transformer.EncoderAttention], [t2l.transformer.EncoderBlock], [t2l.transformer.Encoder].
///
/// Then run `t2l logits --model builtin:tiny --ids 1,2,3`.
package t2l.transformer;
