/// Chapter 7, continued: text generation.
///
/// For every position of a text, a decoder gives a score (logit) for each token of its vocabulary to come next.
/// Generation chooses one, appends it, and repeats. Keys and values of earlier tokens stay in a cache, so each step
/// reads one token.
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
