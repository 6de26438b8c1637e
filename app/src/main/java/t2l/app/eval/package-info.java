/// Chapter 14, continued: `t2l eval`. In: tasks, a model, and a hypernetwork or adapters. Out: scores. Read
/// [t2l.app.eval.Eval] first.
///
/// ```
/// Eval ── EvalTaskOptions  the tasks
///      ── EvalRun          every task under every Condition (the input of the hypernetwork) at all Scales
///      ── EvalReport       results.json, results.csv, results.md, answers
/// ```
///
/// Prompts and scoring are in [t2l.hypernet.eval]. Then run `./t2l eval --help`.
package t2l.app.eval;
