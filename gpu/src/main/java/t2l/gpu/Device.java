package t2l.gpu;

import t2l.tensor.DType;
import t2l.tensor.backend.Kernels.Traffic;

/// An open device: its memories, its kernels by name, and a count of its work. Launches run in order. Not thread-safe:
/// callers hold its lock.
///
/// All methods throw [DeviceFailure] for what it cannot do.
public interface Device extends AutoCloseable {
    /// Work-items of a group that share a row or a list of elements.
    int LANES = 64;

    /// The name after `--backend`.
    String backend();

    /// The name that its driver reports.
    String name();

    /// How many F32 one of its registers holds, if it wants kernels that keep tiles in registers; 0 if it wants those
    /// that share tiles in a group's memory.
    int vector();

    /// Where numbers of a type lie.
    DeviceMemory memory(DType type);

    /// A launch of a kernel that has no arguments yet.
    ///
    /// @param program the file, or class, of the kernel
    /// @param options for its compiler
    Launch launch(String program, String options, String kernel);

    /// Submits what has been queued.
    void flush();

    /// Waits until it is done with everything.
    void finish();

    /// What it has done so far.
    Traffic traffic();

    /// Ends its work. Blocks must have been released before.
    @Override
    void close();
}
