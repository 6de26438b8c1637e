/// Chapter 14. The program: one class for each command.
///
/// ```
/// Main ── second JVM, if needed (t2l.app.launch) ── Cli ── T2l ── a Subcommand ── Out
/// ```
///
/// In reading order: [t2l.app.Cli] (arguments in, exit code out), [t2l.app.Subcommand] (what every command has),
/// [t2l.app.Tokenize] (the smallest one), [t2l.app.Generate] (the one all this is for), [t2l.app.Out] (where a command
/// speaks), [t2l.app.OutputDirectory] (files that appear whole or not at all). Then run `./t2l inspect --json`. The work of
/// `t2l bench` is in [t2l.app.bench].
package t2l.app;
