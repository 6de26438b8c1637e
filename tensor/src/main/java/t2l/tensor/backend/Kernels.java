package t2l.tensor.backend;

import module java.base;
import t2l.tensor.ThreadGuard;
import t2l.tensor.kernel.Kernel;

/// Runs kernels. One object is used by one thread at a time; threads that compute at the same time need an object each,
/// over a [t2l.tensor.Parallel] each.
public interface Kernels extends AutoCloseable {
    /// Computes `kernel`. Throws [IllegalArgumentException] for numbers that it cannot take (an id outside its table) and
    /// [t2l.tensor.T2lException] if a device fails.
    void run(Kernel kernel);

    /// Refuses a second thread. Entered by users that run kernels belonging together, such as an open pass or a
    /// generator.
    ThreadGuard guard();

    /// The backends, as `t2l inspect` prints them: `simd/512, 2 threads`.
    String name();

    /// Kernels over `over`, which are these or lie over them, that round the activations of products with quantised weights to
    /// eight bits ([t2l.tensor.x86.ByteKernels]); `over` where they cannot.
    default Kernels rounding(Kernels over) {
        return over;
    }

    /// What a device has done for these kernels so far; nothing if there is none.
    default Optional<Traffic> traffic() {
        return Optional.empty();
    }

    /// About how many bytes of heap a thread has taken to run these kernels; 0 if they are not counted.
    default long heap() {
        return 0;
    }

    /// Waits until a device has finished what was queued so far. Only measurements need it: reading a result waits for it.
    default void finish() {
        // without a device, a kernel has finished when it returns
    }

    /// Copies results that are still on a device back to the host and releases what the device holds.
    @Override
    default void close() {
        // without a device, nothing is held
    }

    /// What kernels on a device have done so far: launches, what went over to the device and came back, what lies there.
    ///
    /// @param launches        kernels started
    /// @param uploads         copies to the device
    /// @param uploadedBytes   bytes of them
    /// @param downloads       copies from the device
    /// @param downloadedBytes bytes of them
    /// @param buffers         blocks of device memory now held
    /// @param bufferBytes     bytes of them
    record Traffic(long launches, long uploads, long uploadedBytes, long downloads, long downloadedBytes,
            int buffers, long bufferBytes) {
        /// What was done after `before`; what lies on the device is as it is now.
        public Traffic since(Traffic before) {
            return new Traffic(launches - before.launches, uploads - before.uploads,
                    uploadedBytes - before.uploadedBytes,
                    downloads - before.downloads, downloadedBytes - before.downloadedBytes, buffers, bufferBytes);
        }
    }
}
