/// `t2l pull`. In: the name of a repository of a hub. Out: its files, in the cache that huggingface_hub keeps
/// ([t2l.transformer.hub.HubCache]). Read [t2l.app.data.pull.Pull] first.
///
/// ```
/// Pull ── HubClient   which files there are (HubFile) ── Wire
///      └─ BlobDownload    blobs/ETAG.incomplete ── verified ── blobs/ETAG ── snapshots/COMMIT/…
/// ```
package t2l.app.data.pull;
