/// `t2l pull`: a repository of a hub, into the cache that huggingface_hub keeps ([t2l.transformer.hub.HubCache]).
///
/// ```
/// Pull ── HubClient   which files there are (HubFile) ── Wire
///      └─ BlobDownload    blobs/ETAG.incomplete ── verified ── blobs/ETAG ── snapshots/COMMIT/…
/// ```
///
/// In reading order: [t2l.app.data.pull.Pull], [t2l.app.data.pull.HubClient], [t2l.app.data.pull.BlobDownload],
/// [t2l.app.data.http.Wire].
package t2l.app.data.pull;
