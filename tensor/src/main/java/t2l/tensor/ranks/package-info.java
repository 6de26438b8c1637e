/// Several processes that compute one thing. In: bytes of each. Out: those of the others. Read [t2l.tensor.ranks.Ranks] first.
///
/// They are numbered, and each knows only the others' numbers ([t2l.tensor.ranks.Ranks]). They exchange bytes and never
/// numbers: whatever is added is added by the kernels of one process, so that its bits depend neither on how many there are
/// nor on what carries the bytes. A [t2l.tensor.ranks.RankLibrary] connects them; the module `mpi` has one, which is found
/// through [java.util.ServiceLoader] and imported by nobody. A process that nobody started as a rank is
/// [t2l.tensor.ranks.Ranks#alone], by the same code.
package t2l.tensor.ranks;
