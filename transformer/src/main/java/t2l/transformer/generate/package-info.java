/// Chapter 7, continued: writing.
///
/// A decoder gives, for every place of a text, a number per word of its vocabulary: how well it would come next.
/// Writing is choosing one, appending it, and asking again. What was read before stays in a cache, so that each step
/// costs one token.
///
/// ```
///   prompt ── Decoder ── logits ── Sampler ── token ──┬── Listener
///               │  └──────────── KvCache ─────────────┘
/// ```
///
/// Read in order: [t2l.transformer.generate.Sampler], [t2l.transformer.generate.Generator],
/// [t2l.transformer.generate.StopText].
/// Then run `t2l complete --model builtin:tiny --prompt "cat dog bird >"`.
package t2l.transformer.generate;
