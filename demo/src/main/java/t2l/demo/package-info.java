/// Chapter 14, continued: `t2l demo`.
///
/// ```
/// Demo ──┬── Story    run once, in minutes ─────────────── Report       report.md, results.json
///        └── Notebook outcomes.jsonl of a study (--full) ── StudyReport  table.md, beside mini-suite.md's numbers
/// ```
///
/// The experiment itself is in [t2l.demo.suite]; [t2l.demo.TerminalWorkshop] runs it in the terminal. In reading order:
/// [t2l.demo.Demo], [t2l.demo.Story], [t2l.demo.Report]. Then run `./t2l demo --quick`.
package t2l.demo;
