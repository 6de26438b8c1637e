package t2l.bench;

import java.nio.file.Path;
import java.util.Optional;
import t2l.tensor.Tensor;

/// Another library to compare with, found by [java.util.ServiceLoader]. Peers are never on the class path of the
/// program itself. Each method returns a kind of work if the peer supports it.
public interface Peer extends AutoCloseable {
    /// Work of a peer, and how to copy its result for comparison.
    record Work(Runnable run, Runnable deliver) {
        /// Work that writes its result to the given memory.
        public static Work inPlace(Runnable run) {
            return new Work(run, () -> {});
        }
    }

    /// The name shown with the ratio.
    String name();

    /// Must be called before any work.
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

    /// A language model run by a peer, in threads of its own.
    interface Model extends AutoCloseable {
        /// Reads a prompt of `count` tokens and generates one.
        Runnable reads(int count);

        /// Generates `count` tokens greedily after a short prompt.
        Runnable writes(int count);

        @Override
        void close();
    }

    @Override
    default void close() {}
}
