/// Chapter 14, continued: `t2l eval`.
///
/// ```
/// Eval ── EvalTaskOptions  the tasks
///      ── EvalRun          every task under every Condition (the input of the hypernetwork) at all Scales
///      ── EvalReport       results.json, results.csv, results.md, answers
/// ```
///
/// Prompts and scoring are in [t2l.hypernet.eval]. Then run `./t2l eval --help`.
package t2l.app.eval;
