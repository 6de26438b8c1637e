/// Chapter 14, continued: code shared by all commands.
///
/// A command extends [t2l.cli.Subcommand], prints through [t2l.cli.Out], and writes directories atomically through
/// [t2l.cli.OutputDirectory]. Options shared by several commands are classes named `…Options`, included with picocli's
/// `@Mixin`. [t2l.cli.plot] draws plots, [t2l.cli.training] runs training.
///
/// In reading order: [t2l.cli.Subcommand], [t2l.cli.CommonOptions], [t2l.cli.Out], [t2l.cli.OutputDirectory],
/// [t2l.cli.Stop] (Ctrl-C). Then run `./t2l tokenize --help`.
package t2l.cli;
