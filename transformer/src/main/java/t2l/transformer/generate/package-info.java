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
/// There is one engine, the [t2l.transformer.generate.Batcher]: many texts take turns in it, and those that write share one
/// pass over the weights. Its users differ in who asks for turns: [t2l.transformer.generate.Generator] completes a list of
/// texts, and `t2l.T2l` lets many threads ask.
///
/// Read in order: [t2l.transformer.generate.Sampler], [t2l.transformer.generate.TokenScore],
/// [t2l.transformer.generate.Sequence],
/// [t2l.transformer.generate.Batcher], [t2l.transformer.generate.Generator], [t2l.transformer.generate.StopText].
/// Then run `t2l complete --model builtin:tiny --prompt "cat dog bird >"`.
package t2l.transformer.generate;
