package t2l.tensor.backend;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import t2l.tensor.Parallel;

/// A kind of kernels that this machine may or may not offer. Found by [java.util.ServiceLoader], stacked by
/// [Backends].
public interface Backend {
    /// What [#probe] found.
    sealed interface Availability {
        /// It can be opened; `detail` says what it runs on.
        record Ready(String detail) implements Availability {}

        /// It cannot be opened: why, and what would change that.
        record Missing(String why, String remedy) implements Availability {}
    }

    /// The name after `--backend`.
    String name();

    /// Looks, without changing anything; never throws.
    Availability probe();

    /// Kernels that speed up what they can and hand the rest to `under`, after [#probe] has returned `Ready`. Throws
    /// [t2l.tensor.T2lException] if a device fails.
    Kernels open(Kernels under, Parallel threads);

    /// The most that the hardware can do, to compare kernels with; nothing if it cannot be measured or [#probe] does not
    /// return `Ready`.
    default Optional<Ceiling> ceiling() {
        return Optional.empty();
    }

    /// The most that a machine can do: loops that only compute, or only read. Their times show how much of the machine a
    /// kernel uses. They run in the calling thread.
    interface Ceiling {
        /// Multiplies and adds in registers, `rounds` times over all of them; returns how many floating-point operations
        /// that were.
        double multiplyAdd(int rounds);

        /// Reads all of `memory` once, from its beginning to its end; returns a number made of everything read.
        float read(MemorySegment memory);
    }
}
