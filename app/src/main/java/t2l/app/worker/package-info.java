/// `t2l worker`: one process that keeps models open and answers requests on lines, for programs that have many.
///
/// ```
/// stdin ── LineTransport ── Endpoint ── answer ── stdout      at most 16 lines are read and not answered
///                              │
///          BulkEndpoints: those of t2l.app.serve, and oracle, score, eval, generate ── Handover: where an adapter goes
/// ```
///
/// docs/cluster.md describes the lines.
package t2l.app.worker;
