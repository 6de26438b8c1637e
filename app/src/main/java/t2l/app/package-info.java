/// Chapter 14. The program: one class for each command.
///
/// ```
/// Main ── second JVM, if needed (launch) ── Cli ── Commands ── a Subcommand ── Out
/// ```
///
/// The commands that fit into one class are here. Those with more to them have a package each, named after what they do:
/// [t2l.app.train] and [t2l.app.eval]; the commands `demo`, `pretrain` and `bench` have modules of their own. What
/// commands have in common is in `t2l.cli`.
///
/// In reading order: [t2l.app.Cli] (arguments in, exit code out), [t2l.app.Tokenize] (the smallest command),
/// [t2l.app.Generate] (the one all this is for). Then run `./t2l inspect --json`.
package t2l.app;
