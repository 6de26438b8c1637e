package t2l.tensor.backend;

import java.lang.foreign.MemorySegment;

/// What a machine could do at most: loops that do one thing and nothing else. Timing them says how much of the machine
/// a kernel uses. They run in the calling thread.
public interface Ceiling {
    /// Multiplies and adds in registers, `rounds` times over all of them; returns how many floating-point operations
    /// that were.
    double multiplyAdd(int rounds);

    /// Reads all of `memory` once, from its beginning to its end; returns a number made of everything read.
    float read(MemorySegment memory);
}
