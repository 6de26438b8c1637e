/// Chapter 14, continued: `t2l demo`.
///
/// ```
/// Demo ──┬── Story    told once, in minutes ─────────────── Report       report.md, results.json
///        └── Notebook outcomes.jsonl of a study (--full) ── StudyReport  table.md, beside mini-suite.md's numbers
/// ```
///
/// The experiment itself is in [t2l.hypernet.suite]; [t2l.app.demo.TerminalWorkshop] does its work before the user's
/// eyes. In reading order: [t2l.app.demo.Demo], [t2l.app.demo.Story], [t2l.app.demo.Report]. Then run
/// `./t2l demo --quick`.
package t2l.app.demo;
