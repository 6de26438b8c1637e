/// Chapter 16. Models, data sets and tasks of others, made ready for the other commands.
///
/// [t2l.app.data.pull] fetches repositories of a hub. [t2l.app.data.rows] reads rows of data sets, and
/// [t2l.app.data.imports] makes tasks of them, which [t2l.app.data.describe] has a language model describe. Then
/// run `./t2l pull --help`.
package t2l.app.data;
