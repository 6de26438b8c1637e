/// `t2l map`: the adapters that a hypernetwork makes of its tasks, in two dimensions.
///
/// ```
/// description ── embedding  ── Space ──┬── Pearson's correlation
///             ── adapter ΔW ── Space ──┴── two principal components ── map.png, map.json
/// ```
///
/// In reading order: [t2l.app.map.TaskMap] (the command), [t2l.app.map.Space] (ΔW are compared without being
/// multiplied out). Then run `./t2l map --out map/`.
package t2l.app.map;
