package t2l.tensor;

import module java.base;

/// Scratch memory with a free list: blocks that are given back are handed out again for tensors of the same size, so that
/// a training step takes no memory from the system after the first one. Computations whose sizes always differ, such as prompts,
/// would leave blocks of every size: when nothing is taken and the blocks are twice as large as a computation needs, the memory
/// is divided anew. For one thread at a time.
public final class Workspace implements AutoCloseable {
    private final Slabs slabs;
    private final boolean alone;
    private final Map<Long, ArrayDeque<Memory>> free = new HashMap<>();
    private final LinkedHashSet<Memory> taken = new LinkedHashSet<>();
    private final List<MemorySegment> rests = new ArrayList<>();
    private long reserved;
    private long takenBytes;
    /// Bytes of all blocks when nothing was taken last, and the most that came to them from then to the next time.
    private long before;
    private long most;

    /// A workspace with memory of its own.
    public Workspace() {
        this(new Slabs(), true);
    }

    /// A workspace on top of others: its tensors may be used only while theirs are not.
    ///
    /// @param slabs the memory, which must be closed after it
    public Workspace(Slabs slabs) {
        this(slabs, false);
    }

    private Workspace(Slabs slabs, boolean alone) {
        this.slabs = slabs;
        this.alone = alone;
    }

    /// A row-major tensor whose content is whatever its memory held before.
    public Tensor take(DType dtype, int... shape) {
        long bytes = Math.max(1, Math.ceilDiv(dtype.bytes(Shapes.count(shape)), Tensor.ALIGNMENT)) * Tensor.ALIGNMENT;
        if (taken.isEmpty()) {
            divideAnew();
        }
        Memory block = free.computeIfAbsent(bytes, _ -> new ArrayDeque<>()).poll();
        if (block == null) {
            block = new Memory(carve(bytes)).discard();
        }
        taken.add(block);
        takenBytes += bytes;
        return Tensor.over(block, dtype, shape);
    }

    private void divideAnew() {
        most = Math.max(most, reserved - before);
        if (reserved > Math.max(Slabs.SLAB, 2 * most)) {
            free.clear();
            rests.clear();
            reserved = 0;
        }
        before = reserved;
    }

    private MemorySegment carve(long bytes) {
        reserved += bytes;
        int k = 0;
        while (k == rests.size() || rests.get(k).byteSize() < bytes) {
            if (k == rests.size()) {
                rests.add(slabs.get(k, bytes));
            } else {
                k++;
            }
        }
        MemorySegment slab = rests.get(k);
        rests.set(k, slab.asSlice(bytes));
        return slab.asSlice(0, bytes);
    }

    /// Takes back what [#take] gave; the tensor and its views must not be used any more. Throws
    /// [IllegalArgumentException] for a tensor that was not taken here, or was given back already.
    public void give(Tensor t) {
        Memory block = t.memory();
        if (!taken.remove(block)) {
            throw new IllegalArgumentException(
                    "workspace: needs a tensor that was taken here and not yet given back, got " + t);
        }
        release(block);
    }

    private void release(Memory block) {
        long bytes = block.place().byteSize();
        free.get(bytes).push(block.discard());
        takenBytes -= bytes;
    }

    /// Bytes of all blocks so far.
    public long reserved() {
        return reserved;
    }

    /// Bytes taken and not yet given back.
    public long taken() {
        return takenBytes;
    }

    @Override
    public void close() {
        if (alone) {
            slabs.close();
        }
    }

    /// Memory in large pieces for [Workspace]s that lie on top of each other: what one of them holds is lost as soon as another
    /// one is used. Computations of different shapes that run in turn therefore need as much memory as the largest, not as all
    /// together.
    public static final class Slabs implements AutoCloseable {
        /// Bytes taken from the system at a time, at least. Small blocks side by side share large pages.
        private static final long SLAB = 32L << 20;

        private final Arena arena = Arena.ofShared();
        private final List<MemorySegment> all = new ArrayList<>();

        /// Slab `k`, from 0; the first one that does not exist yet has room for `bytes`.
        MemorySegment get(int k, long bytes) {
            if (k == all.size()) {
                all.add(LargePages.allocate(arena, Math.max(SLAB, bytes)));
            }
            return all.get(k);
        }

        /// Bytes of all slabs.
        public long reserved() {
            return all.stream().mapToLong(MemorySegment::byteSize).sum();
        }

        @Override
        public void close() {
            arena.close();
        }
    }
}
