/// `t2l worker`: one process that keeps models open and answers lines of work, for programs that have many.
///
/// ```
/// stdin ── LineLoop ──  Source  ── Operations ── answer ── stdout      at most 16 lines are read and not answered
///             │                        │
///         LongLines               WorkerModels     the models, and whose turn it is to compute below the façade
///                                 Handover         where an adapter goes: a directory, a spool file, or the answer
/// ```
///
/// docs/cluster.md describes the lines. `t2l-spark.jar` starts one for each partition.
package t2l.app.worker;
