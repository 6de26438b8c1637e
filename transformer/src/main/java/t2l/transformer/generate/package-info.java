/// Chapter 7, continued. In: a prompt. Out: an answer, token by token. Read [t2l.transformer.generate.Scheduler] first.
///
/// For every position of a text, a decoder gives a score (logit) for each token of its vocabulary to come next.
/// Generation chooses one, appends it, and repeats. Keys and values of earlier tokens stay in a cache, so each step
/// computes one token.
///
/// ```
///   Request ── Scheduler ─┬─ Batcher ── Decoder ── logits ── Sampler ── token ─┬─ Answer
///                         │     │          └── KvCache                         │
///                         │  Sequence ◀────────────────────────────────────────┤
///                         └─ Decoding: text, scores and the end ───────────────┘
/// ```
///
/// One [t2l.transformer.generate.Scheduler] owns a model and the thread that computes with it. It steps through a batch of many
/// sequences, which share one pass over the weights; whoever has asked reads the chunks of an
/// [t2l.transformer.generate.Answer].
///
/// Read in order: [t2l.transformer.generate.Sampler], [t2l.transformer.generate.TokenScore],
/// [t2l.transformer.generate.Sequence], [t2l.transformer.generate.Batcher], [t2l.transformer.generate.StopText],
/// [t2l.transformer.generate.Request], [t2l.transformer.generate.Answer], [t2l.transformer.generate.Scheduler].
/// Then run `t2l complete --model builtin:tiny --prompt "cat dog bird >"`.
package t2l.transformer.generate;
