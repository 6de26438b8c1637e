package t2l.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/// Scratch memory with a free list: blocks go back by size and are handed out again, so that from the second step on
/// a training step asks the system for no memory. One thread at a time.
public final class Workspace implements AutoCloseable {
    /// What is asked of the system at a time: small blocks that lie together share large pages.
    private static final long SLAB = 32L << 20;

    private final Arena arena = Arena.ofShared();
    private final Map<Long, ArrayDeque<Memory>> free = new HashMap<>();
    private MemorySegment slab = MemorySegment.NULL;
    private long reserved;
    private long taken;

    /// A row-major tensor whose content is whatever its memory held before.
    public Tensor take(DType dtype, int... shape) {
        long bytes = Math.max(1, Math.ceilDiv(dtype.bytes(Shapes.count(shape)), Tensor.ALIGNMENT)) * Tensor.ALIGNMENT;
        Memory block = free.computeIfAbsent(bytes, _ -> new ArrayDeque<>()).poll();
        if (block == null) {
            block = new Memory(carve(bytes)).forget();
        }
        taken += bytes;
        return Tensor.over(block, dtype, shape);
    }

    private MemorySegment carve(long bytes) {
        if (slab.byteSize() < bytes) {
            slab = LargePages.allocate(arena, Math.max(SLAB, bytes));
        }
        MemorySegment block = slab.asSlice(0, bytes);
        slab = slab.asSlice(bytes);
        reserved += bytes;
        return block;
    }

    /// Returns what [#take] gave; the tensor and its views must not be used any more.
    public void give(Tensor t) {
        Memory block = t.memory();
        free.get(block.place().byteSize()).push(block.forget());
        taken -= block.place().byteSize();
    }

    /// Bytes of all blocks so far.
    public long reserved() {
        return reserved;
    }

    /// Bytes taken and not yet given back.
    public long taken() {
        return taken;
    }

    @Override
    public void close() {
        arena.close();
    }
}
