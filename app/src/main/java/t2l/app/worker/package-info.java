/// `t2l worker` keeps models open. In: a request on each line of stdin. Out: a reply on a line. Read [t2l.app.worker.Worker]
/// first; docs/cluster.md describes the lines.
///
/// ```
/// stdin ── LineTransport ── Endpoint ── answer ── stdout      at most 16 lines are read and not answered
///                              │
///          BulkEndpoints: those of t2l.app.serve, and oracle, score, eval, generate ── Handover: where an adapter goes
/// ```
package t2l.app.worker;
