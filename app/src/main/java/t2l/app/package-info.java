/// Chapter 14. The program: one class for each command.
///
/// ```
/// Main ── second JVM, if needed (launch) ── Cli ── Commands ── a Subcommand ── Out
/// ```
///
/// The commands that fit into one class are here. Those with more to them have a package each, named after what they do:
/// [t2l.app.train], [t2l.app.eval], [t2l.app.demo], [t2l.app.bench]. What commands are made of is in
/// [t2l.app.command], pictures are drawn in [t2l.app.plot].
///
/// In reading order: [t2l.app.Cli] (arguments in, exit code out), [t2l.app.Tokenize] (the smallest command),
/// [t2l.app.Generate] (the one all this is for). Then run `./t2l inspect --json`.
package t2l.app;
