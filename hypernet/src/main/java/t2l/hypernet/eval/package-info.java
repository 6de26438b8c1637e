/// Chapter 12, continued: evaluation. In: questions, a model, adapters. Out: scores. Read [t2l.hypernet.eval.EvalTask] first.
///
/// By likelihood, for questions with one correct answer; one pass through the model serves many questions:
///
/// ```
///   task ── description ── adapter ── Decoder ── likeliest tokens ── ExactMatch ── rate ± standard error over tasks
///   prompt, answer ──────────────────── Decoder ── Likelihood
/// ```
///
/// By generated text, scored like the paper's benchmarks:
///
/// ```
///   Benchmark        rows of a data set ──┐
///   EvalTask     files, task folders ─┴─ EvalTask: Questions, descriptions, Scorers
///                                            │
///   AnswerGenerator  generates answers in batches
///                                            │ answers
///   Scorer           Choice, TrueOrFalse, LastNumber, ExactText, Rouge (on PorterStemmer's stems);
///   UnitTests        PythonSource extracts the code, Python runs it, if the user allows it
///                                            │
///   TaskScores       per question over adapters, per group over tasks; Estimate
/// ```
///
/// The prompts are the reference's, verbatim (`benchmarks.yaml`, with its licence). Departures from its evaluation
/// (t2l-spec §11, §17): worked examples are taken from the data at hand, for GSM8K as well (Q8); both scale rules can
/// be measured ([t2l.hypernet.eval.ScaleRule], Q2); the second begin token is optional (Q11); generation stops once the
/// score is decided; programs run against the tests of the original data sets, with limits on time and memory.
///
/// Read in order: [t2l.hypernet.eval.ExactMatch], [t2l.hypernet.eval.Likelihood]; then
/// down the second drawing. Then run `t2l score --model builtin:tiny --batch docs/examples/french.jsonl` and
/// `t2l eval --model builtin:tiny --tasks builtin:suite --describe none,aligned --limit 5`.
package t2l.hypernet.eval;
