package t2l.tensor.simd;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Memory of the attention kernels, a part for each thread, kept from call to call; and what both directions do with
/// keys.
final class Scratch {
    private final int workers;
    private MemorySegment data = MemorySegment.NULL;
    private long part;

    Scratch(int workers) {
        this.workers = workers;
    }

    /// Makes every thread's part at least so many bytes.
    void reserve(long bytes) {
        part = Math.ceilDiv(bytes, 64L) * 64;
        if (data.byteSize() < part * workers) {
            data = Arena.ofAuto().allocate(part * workers, 64);
        }
    }

    MemorySegment data() {
        return data;
    }

    /// Where the part of a thread begins in [#data].
    long at(int worker) {
        return part * worker;
    }

    /// `keys`, rounded up to the virtual lanes.
    static int padded(int keys) {
        return Math.ceilDiv(keys, Lanes.VIRTUAL) * Lanes.VIRTUAL;
    }

    /// Bytes between scratch rows of `keys` floats: one cache line more than they need, lest the rows of a power of two
    /// fall on each other in the cache.
    static long pitch(int keys) {
        return 4L * (padded(keys) + Lanes.VIRTUAL);
    }

    /// The first key of sequence `b`.
    static int first(Rows span, int b) {
        return span.data().get(ValueLayout.JAVA_INT_UNALIGNED, span.row(b));
    }

    /// The key after the last one of sequence `b`, and at most `limit`.
    static int end(Rows span, int b, int limit) {
        return Math.min(limit, span.data().get(ValueLayout.JAVA_INT_UNALIGNED, span.row(b) + 4));
    }

    /// Writes `n` rows of `width` floats as columns, and zeros up to [#padded].
    static void turn(MemorySegment a, long p, long step, int n, int width, MemorySegment o, long k, long pitch) {
        for (int j = 0; j < n; j++) {
            for (int d = 0; d < width; d++) {
                o.set(ValueLayout.JAVA_FLOAT_UNALIGNED, k + d * pitch + 4L * j,
                        a.get(ValueLayout.JAVA_FLOAT_UNALIGNED, p + j * step + 4L * d));
            }
        }
        int rest = padded(Math.max(0, n)) - Math.max(0, n);
        if (rest > 0) {
            for (int d = 0; d < width; d++) {
                SimdMap.fill(0, o, k + d * pitch + 4L * n, rest);
            }
        }
    }
}
