/// Chapter 14, continued: `t2l demo`.
///
/// ```
/// Demo ── DemoRun ── Report    report.md, results.json
/// ```
///
/// The tasks are in [t2l.app.suite]. In reading order:
/// [t2l.app.demo.Demo], [t2l.app.demo.DemoRun], [t2l.app.demo.Report]. Then run `./t2l demo --quick`.
package t2l.app.demo;
