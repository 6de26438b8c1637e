package t2l.gpu;

import java.lang.foreign.MemorySegment;

/// Memory of a [Device], in blocks named by numbers. All methods throw [DeviceFailure] for what it cannot do.
public interface DeviceMemory {
    /// Bytes of one block at most.
    long largest();

    /// Whether a block may be the host's own bytes.
    boolean borrows();

    /// A block of its own.
    long allocate(long bytes);

    /// The host's own bytes as a block, to be read; they must stay where they are until it is released.
    long borrow(MemorySegment host);

    /// Gives a block back.
    ///
    /// @param bytes that [#allocate] was asked for, 0 after [#borrow]
    void release(long block, long bytes);

    /// Copies all of `from` to the beginning of `block` and waits.
    void upload(MemorySegment from, long block);

    /// Copies the beginning of `block` to all of `to`, when everything before is done, and waits.
    void download(long block, MemorySegment to);
}
