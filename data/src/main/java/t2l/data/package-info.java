/// Chapter 16. Models, data sets and tasks of others, made ready for the other commands.
///
/// [t2l.data.pull] fetches repositories of a hub. [t2l.data.rows] reads rows of data sets, with the help of
/// [t2l.data.codec], and [t2l.data.imports] makes tasks of them, which [t2l.data.describe] has a language model describe. Then
/// run `./t2l pull --help`.
package t2l.data;
