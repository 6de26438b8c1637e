/// Chapter 14, continued. In: rows by name. Out: times beside those of rivals. Read [t2l.bench.Bench] first.
///
/// ```
///   Row ── Job ──┬── Agreement   is it correct?
///   (name)       └── Timing      how fast, in turns with its rivals?
///                         └── Measurement
/// ```
///
/// A timing is meaningful if the result was correct, if it is compared with the limits of the machine, and if rivals
/// ran at the same time under the same load. So every row is first checked against the definition in double precision;
/// and the ceilings of arithmetic and memory, and rivals, take turns with t2l.
///
/// Read in order: [t2l.bench.Row], [t2l.bench.RowContext], [t2l.bench.Timing]; then the rows, `MatmulRows` first.
/// Rivals are programs of their own, see [t2l.bench.PeerCommand]. Commands and servers are measured as users start them by
/// `tests/src/load/users.py`. Then run `./t2l bench gemv`.
package t2l.bench;
