package t2l.tensor.backend;

import java.lang.foreign.MemorySegment;

/// The most that a machine can do: loops that only compute, or only read. Their times show how much of the machine a
/// kernel uses. They run in the calling thread.
public interface Ceiling {
    /// Multiplies and adds in registers, `rounds` times over all of them; returns how many floating-point operations
    /// that were.
    double multiplyAdd(int rounds);

    /// Reads all of `memory` once, from its beginning to its end; returns a number made of everything read.
    float read(MemorySegment memory);
}
