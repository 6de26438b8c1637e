/// Chapter 14, continued: `t2l demo`. In: the tasks of [t2l.app.suite]. Out: a trained hypernetwork and a report. Read
/// [t2l.app.demo.DemoRun] first.
///
/// ```
/// Demo ── DemoRun ── Report    report.md, results.json
/// ```
///
/// Then run `./t2l demo --quick`.
package t2l.app.demo;
