package t2l.tensor.backend;

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

    /// Kernels that speed up what they can and hand the rest to `under`. Throws [t2l.tensor.T2lException] if [#probe] does not
    /// return `Ready`.
    Kernels open(Kernels under, Parallel threads);

    /// The most that the hardware can do, to compare kernels with; nothing if it cannot be measured or [#probe] does not
    /// return `Ready`.
    default Optional<Ceiling> ceiling() {
        return Optional.empty();
    }
}
