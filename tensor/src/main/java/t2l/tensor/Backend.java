package t2l.tensor;

/// A kind of kernels that this machine may or may not offer. Found by [java.util.ServiceLoader], stacked by
/// [Backends].
public interface Backend {
    /// What [#probe] found.
    sealed interface Found {
        /// It can be opened; `detail` says what it runs on.
        record Ready(String detail) implements Found {}

        /// It cannot be opened: why, and what would change that.
        record Missing(String why, String remedy) implements Found {}
    }

    /// The name after `--backend`.
    String name();

    /// Looks, without changing anything; never throws.
    Found probe();

    /// Kernels that speed up what they can and hand the rest to `under`. Throws [T2lException] if [#probe] does not
    /// say `Ready`.
    Kernels open(Kernels under, Parallel threads);
}
