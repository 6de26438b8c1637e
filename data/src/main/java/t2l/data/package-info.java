/// Chapter 16. Models, data sets and tasks of others, made ready for the other commands.
///
/// [t2l.data.pull] fetches repositories of a hub. Then run `./t2l pull --help`.
package t2l.data;
