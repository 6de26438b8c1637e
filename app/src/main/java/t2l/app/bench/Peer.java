package t2l.app.bench;

import java.util.Optional;
import t2l.tensor.Tensor;

/// Somebody else's library, to be measured against; found by [java.util.ServiceLoader] if it is on the class path, which
/// in the program itself never is. Each method is a work it may or may not know.
public interface Peer extends AutoCloseable {
    /// Work of a peer, and how its result gets to where ours can be compared with it.
    record Work(Runnable run, Runnable deliver) {
        /// Work that writes its result where it was told to.
        public static Work inPlace(Runnable run) {
            return new Work(run, () -> {});
        }
    }

    /// What the ratio is named by.
    String name();

    /// To be called before any work.
    void threads(int count);

    /// `out[m,n] = a[m,k]·b[k,n]` in F32, for matrices whose rows or columns are contiguous.
    default Optional<Work> matmul(Tensor a, Tensor b, Tensor out) {
        return Optional.empty();
    }

    @Override
    default void close() {}
}
