/// Chapter 14, continued: `t2l demo`.
///
/// ```
/// Demo ──┬── DemoRun    in minutes ──────────────────────── Report       report.md, results.json
///        └── OutcomeLog outcomes.jsonl of a study (--full) ── StudyReport  table.md, beside mini-suite.md's numbers
/// ```
///
/// The experiment itself is in [t2l.demo.suite]. In reading order:
/// [t2l.demo.Demo], [t2l.demo.DemoRun], [t2l.demo.Report]. Then run `./t2l demo --quick`.
package t2l.demo;
