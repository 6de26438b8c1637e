/// Chapter 16. Models, data sets and tasks of others, made ready for the other commands.
///
/// [t2l.data.pull] fetches repositories of a hub. [t2l.data.rows] reads rows of data sets, of which [t2l.data.imports] makes
/// tasks, and [t2l.data.describe] has a language model describe them. Then run `./t2l pull --help`.
package t2l.data;
