/// Chapter 14, continued: code shared by all commands. In: options. Out: a result on stdout, or files. Read
/// [t2l.app.console.Subcommand] first: a command extends it, prints through [t2l.app.console.Out], and writes directories
/// atomically through [t2l.app.console.OutputDirectory]. Options shared by several commands are classes named `…Options`,
/// included with picocli's `@Mixin`. [t2l.app.plot] draws plots, [t2l.app.train] runs training.
///
/// Then [t2l.app.console.CommonOptions], with [t2l.app.console.CommonOptions.Stop] (Ctrl-C); and run `./t2l tokenize --help`.
package t2l.app.console;
