/// Chapter 12, measured: how often is a model right that reads a description, and how sure is that?
///
/// ```
///   task ── description ── adapter ── Decoder ── answers ── ExactMatch ── rate ± standard error over tasks
///   prompt, answer ──────────────────── Decoder ── Likelihood
/// ```
///
/// Read in order: [t2l.hypernet.eval.ExactMatch], [t2l.hypernet.eval.Evaluation], [t2l.hypernet.eval.Likelihood].
/// Then run `t2l score --model builtin:tiny --data examples/french.jsonl`.
package t2l.hypernet.eval;
