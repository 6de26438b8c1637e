package t2l.tensor.backend;

/// What kernels on a device have done so far: launches, what went over to the device and came back, what lies there.
///
/// @param launches        kernels started
/// @param uploads         copies to the device
/// @param uploadedBytes   bytes of them
/// @param downloads       copies from the device
/// @param downloadedBytes bytes of them
/// @param buffers         blocks of device memory now held
/// @param bufferBytes     bytes of them
public record Traffic(long launches, long uploads, long uploadedBytes, long downloads, long downloadedBytes,
        int buffers, long bufferBytes) {
    /// What was done after `before`; what lies on the device is as it is now.
    public Traffic since(Traffic before) {
        return new Traffic(launches - before.launches, uploads - before.uploads, uploadedBytes - before.uploadedBytes,
                downloads - before.downloads, downloadedBytes - before.downloadedBytes, buffers, bufferBytes);
    }
}
