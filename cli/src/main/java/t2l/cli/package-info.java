/// Chapter 14, continued: what commands have in common.
///
/// A command extends [t2l.cli.Subcommand], says what it has to say through [t2l.cli.Out], and writes
/// directories through [t2l.cli.OutputDirectory]: they appear whole or not at all. Options that several commands
/// share are classes ending in `Options`, put into a command by picocli's `@Mixin`: which model, which hypernetwork, how
/// words are chosen. Plots are drawn in [t2l.cli.plot], training runs are done in [t2l.cli.training].
///
/// In reading order: [t2l.cli.Subcommand], [t2l.cli.CommonOptions], [t2l.cli.Out],
/// [t2l.cli.OutputDirectory], [t2l.cli.Stop] (what Ctrl-C does). Then run `./t2l tokenize --help`.
package t2l.cli;
