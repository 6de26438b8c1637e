/// Chapter 14. The program: one class for each command. In: arguments. Out: a result on stdout or in files, and an exit code.
/// Read [t2l.app.Cli] first.
///
/// ```
/// Main ── second JVM, if needed (launch) ── Cli ── Commands ── a Subcommand ── Out
/// ```
///
/// Commands that fit into one class are here, larger ones in packages of their own, such as [t2l.app.train] and [t2l.app.eval].
/// Shared code is in [t2l.app.console].
///
/// Then [t2l.app.Tokenize] (the smallest command), [t2l.app.Generate] (the main one); and run `./t2l inspect --json`.
package t2l.app;
