package t2l.gpu;

import java.lang.foreign.MemorySegment;

/// Memory of a [Device], in blocks named by numbers. All methods throw [DeviceFailure] for what it cannot do.
public interface DeviceMemory {
    /// Bytes of one block at most.
    long largest();

    /// Whether a block may be the host's own bytes.
    boolean borrows();

    /// A new block.
    long allocate(long bytes);

    /// The host's bytes as a read-only block; they must stay valid until it is released.
    long borrow(MemorySegment host);

    /// Releases a block.
    ///
    /// @param bytes as passed to [#allocate], 0 after [#borrow]
    void release(long block, long bytes);

    /// Copies all of `from` to the beginning of `block` and waits.
    void upload(MemorySegment from, long block);

    /// Copies the beginning of `block` to all of `to`, when everything before is done, and waits.
    void download(long block, MemorySegment to);
}
