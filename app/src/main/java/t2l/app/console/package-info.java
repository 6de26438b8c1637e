/// Chapter 14, continued: code shared by all commands.
///
/// A command extends [t2l.app.console.Subcommand], prints through [t2l.app.console.Out], and writes directories atomically
/// through [t2l.app.console.OutputDirectory]. Options shared by several commands are classes named `…Options`, included with
/// picocli's `@Mixin`. [t2l.app.plot] draws plots, [t2l.app.train] runs training.
///
/// In reading order: [t2l.app.console.Subcommand], [t2l.app.console.CommonOptions], [t2l.app.console.Out],
/// [t2l.app.console.OutputDirectory], [t2l.app.console.CommonOptions.Stop] (Ctrl-C). Then run `./t2l tokenize --help`.
package t2l.app.console;
