/// Chapter 16. In: models, data sets and tasks of others. Out: files that the other commands read. Read
/// [t2l.app.data.imports.Import] first, which makes tasks of the rows of data sets ([t2l.app.data.rows]).
/// [t2l.app.data.describe] has a language model describe tasks, and [t2l.app.data.pull] fetches repositories of a hub. Then run
/// `./t2l pull --help`.
package t2l.app.data;
