/// Chapter 14, continued: `t2l demo`.
///
/// ```
/// Demo ── DemoRun ── Report    report.md, results.json
/// ```
///
/// The experiment itself is in [t2l.demo.suite]. In reading order:
/// [t2l.demo.Demo], [t2l.demo.DemoRun], [t2l.demo.Report]. Then run `./t2l demo --quick`.
package t2l.demo;
