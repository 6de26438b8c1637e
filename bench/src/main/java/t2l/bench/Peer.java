package t2l.bench;

import java.nio.file.Path;
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

    /// The mean of MiniLM's hidden states for a text: `out[1,384]`.
    default Optional<Work> embed(int[] ids, Tensor out) {
        return Optional.empty();
    }

    /// A language model in a GGUF file.
    default Optional<Model> model(Path gguf) {
        return Optional.empty();
    }

    /// A language model that a peer runs, in threads of its own.
    interface Model extends AutoCloseable {
        /// Reads a prompt of `count` tokens and writes one.
        Runnable reads(int count);

        /// Writes `count` tokens after a short prompt, each the most likely.
        Runnable writes(int count);

        @Override
        void close();
    }

    @Override
    default void close() {}
}
