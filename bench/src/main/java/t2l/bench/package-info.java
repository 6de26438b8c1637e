/// Chapter 14, continued: measuring.
///
/// ```
///   Group ── Row ── Job ──┬── Agreement   is it right?
///            (name)       └── Timing      how fast, in turns with its rivals?
///                                  └── Measured
/// ```
///
/// A number about speed is worth something if the work was right, if it is compared with what the machine could do, and
/// if whoever else is named worked at the same time under the same load. So every row is first held to the definition
/// in double precision; the ceilings of arithmetic and of memory are measured in the same run; and rivals take turns
/// with us.
///
/// Read in order: [t2l.bench.Group] (all there is), [t2l.bench.Job] (what a row does),
/// [t2l.bench.Timing]; then the rows, `GemvRows` first. Others' libraries come in through [t2l.bench.Peer].
/// Then run `./t2l bench gemv`.
package t2l.bench;
