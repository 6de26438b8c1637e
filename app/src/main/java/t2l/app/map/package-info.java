/// `t2l map`: what a hypernetwork makes of the tasks that it was trained on, in two dimensions.
///
/// ```
/// description ── embedding   ┐
///             ── task codes  ├── Space: cosines of all pairs ── Plane: PCA, t-SNE ── plots, MapPage
///             ── adapter ΔW  ┘          └──────────────────── Correlation of two spaces
/// ```
///
/// In reading order: [t2l.app.map.TaskMap] (the command), [t2l.app.map.AdapterProducts] (ΔW are compared without being
/// multiplied out), [t2l.app.map.Space], [t2l.app.map.Plane]. Then run `./t2l map --out map/`.
package t2l.app.map;
