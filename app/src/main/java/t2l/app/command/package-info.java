/// Chapter 14, continued: what every command is made of.
///
/// A command extends [t2l.app.command.Subcommand], says what it has to say through [t2l.app.command.Out], and writes
/// directories through [t2l.app.command.OutputDirectory]: they appear whole or not at all. Options that several commands
/// share are classes ending in `Options`, put into a command by picocli's `@Mixin`: which model, which hypernetwork, how
/// words are chosen.
///
/// In reading order: [t2l.app.command.Subcommand], [t2l.app.command.CommonOptions], [t2l.app.command.Out],
/// [t2l.app.command.OutputDirectory], [t2l.app.command.Stop] (what Ctrl-C does). Then run `./t2l tokenize --help`.
package t2l.app.command;
