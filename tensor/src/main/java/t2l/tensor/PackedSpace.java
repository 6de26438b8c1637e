package t2l.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Memory in which kernels keep frozen weights as they read them fastest, for whoever prefers speed to memory
/// ([Memory#packInto]). It is taken from the system when the first weight needs it. For many threads.
public final class PackedSpace {
    private final Arena arena;
    private final long bytes;
    private Optional<MemorySegment> rest = Optional.empty();

    /// @param arena owns the memory, and closes after the weights' last use
    public PackedSpace(Arena arena, long bytes) {
        this.arena = arena;
        this.bytes = bytes;
    }

    /// A part of it, if there is room.
    public synchronized Optional<MemorySegment> take(long count) {
        MemorySegment left = rest.orElseGet(() -> LargePages.allocate(arena, bytes));
        long whole = Math.ceilDiv(count, Tensor.ALIGNMENT) * Tensor.ALIGNMENT;
        boolean fits = whole <= left.byteSize();
        rest = Optional.of(fits ? left.asSlice(whole) : left);
        return fits ? Optional.of(left.asSlice(0, count)) : Optional.empty();
    }
}
