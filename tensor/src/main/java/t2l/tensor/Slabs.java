package t2l.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Memory in large pieces for [Workspace]s that lie on top of each other: what one of them holds is lost as soon as another
/// one is used. Computations of different shapes that run in turn therefore need as much memory as the largest, not as all
/// together.
public final class Slabs implements AutoCloseable {
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
