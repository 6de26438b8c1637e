/// Chapter 14, continued: `t2l eval`.
///
/// ```
/// Eval ── EvalTaskOptions  the tasks
///      ── EvalRun          every task under every Condition (what the hypernetwork is told) at all Scales
///      ── EvalReport       results.json, results.csv, results.md, answers
/// ```
///
/// How a question is put and scored is in [t2l.hypernet.eval]. Then run `./t2l eval --help`.
package t2l.app.eval;
