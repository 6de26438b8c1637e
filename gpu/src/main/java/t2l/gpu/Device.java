package t2l.gpu;

import java.util.List;
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

    /// A kernel with its arguments, in the order of its parameters, for at least `x·y·z` work-items in groups of
    /// `localX·localY`.
    ///
    /// @param program the file, or class, of the kernel
    /// @param options for its compiler
    record Launch(String program, String options, String kernel, List<Argument> arguments, long x, long y, long z,
            int localX, int localY) {}

    /// An argument of a kernel.
    sealed interface Argument {}

    /// A number of 32 bits.
    record Whole(int number) implements Argument {}

    /// A number of 64 bits, or a block of memory.
    record Wide(long number) implements Argument {}

    /// A number in F32.
    record Real(double number) implements Argument {}

    /// The steps of a tensor, or sizes, along four axes, the last axis first.
    record Steps(long a, long b, long c, long d) implements Argument {}

    /// Memory of a group for so many F32.
    record Local(int floats) implements Argument {}

    /// Starts a kernel.
    void start(Launch launch);

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
