/// Chapter 12, measured: how often is a model right that reads a description, and how sure is that?
///
/// By likelihood, where each question has one right answer; that takes one pass through the model for many questions:
///
/// ```
///   task ── description ── adapter ── Decoder ── likeliest tokens ── ExactMatch ── rate ± standard error over tasks
///   prompt, answer ──────────────────── Decoder ── Likelihood
/// ```
///
/// By what it writes, where answers are judged as those of the paper's benchmarks are:
///
/// ```
///   Benchmark      rows of a data set ──┐
///   ExamFile       files, task folders ─┴─ Exam: Questions, descriptions, Scorers
///                                            │
///   Examination    asks them side by side, each answered as it would be alone
///                                            │ answers
///   Scorer         Choice, TrueOrFalse, LastNumber, ExactText, Rouge (on PorterStemmer's stems);
///   Program        PythonSource finds what is needed of it, Python runs it, if the user wants
///                                            │
///   Marks, Row     per question over adapters, per group over tasks; Estimate
/// ```
///
/// The prompts are the reference's to the letter (`benchmarks.yaml`, with its licence). Departures from its evaluation
/// (t2l-spec §11, §17): worked examples are taken from the data at hand, and GSM8K gets them too (Q8); both rules of
/// the adapters' scale can be measured ([t2l.hypernet.eval.ScaleRule], Q2); the second begin token is a switch (Q11);
/// an answer is written only until its score is decided; programs are tried with the tests of the original data sets,
/// in fixed limits of time and memory.
///
/// Read in order: [t2l.hypernet.eval.ExactMatch], [t2l.hypernet.eval.Evaluation], [t2l.hypernet.eval.Likelihood]; then
/// down the second drawing. Then run `t2l score --model builtin:tiny --data examples/french.jsonl` and
/// `t2l eval --model builtin:tiny --tasks builtin:suite --describe none,aligned --limit 5`.
package t2l.hypernet.eval;
