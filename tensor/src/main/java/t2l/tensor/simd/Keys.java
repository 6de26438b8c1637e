package t2l.tensor.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import t2l.tensor.Mask;

/// What both directions of attention do with keys: which ones a query sees, and turning them over.
final class Keys {
    private Keys() {}

    /// `keys`, rounded up to the virtual lanes.
    static int padded(int keys) {
        return Math.ceilDiv(keys, Lanes.VIRTUAL) * Lanes.VIRTUAL;
    }

    /// Bytes between scratch rows of `keys` floats: one cache line more than they need, lest the rows of a power of two
    /// fall on each other in the cache.
    static long pitch(int keys) {
        return 4L * (padded(keys) + Lanes.VIRTUAL);
    }

    /// The first key of sequence `b` that a query at this place sees.
    static int first(Mask mask, Rows span, int b, int place) {
        return mask.first(place, span.data().get(ValueLayout.JAVA_INT_UNALIGNED, span.row(b)));
    }

    /// The key after the last one of sequence `b` that a query at this place sees.
    static int end(Mask mask, Rows span, int b, int place) {
        return mask.end(place, span.data().get(ValueLayout.JAVA_INT_UNALIGNED, span.row(b) + 4));
    }

    /// Writes `n` rows of `width` floats, times `scale`, as columns, and zeros up to [#padded].
    static void turn(float scale, MemorySegment a, long p, long step, int n, int width, MemorySegment o, long k,
            long pitch) {
        int end = padded(Math.max(0, n));
        for (int j = 0; j < n; j++) {
            for (int d = 0; d < width; d++) {
                float x = a.get(ValueLayout.JAVA_FLOAT_UNALIGNED, p + j * step + 4L * d);
                o.set(ValueLayout.JAVA_FLOAT_UNALIGNED, k + d * pitch + 4L * j, scale * x);
            }
        }
        for (int j = Math.max(0, n); j < end; j++) {
            for (int d = 0; d < width; d++) {
                o.set(ValueLayout.JAVA_FLOAT_UNALIGNED, k + d * pitch + 4L * j, 0);
            }
        }
    }
}
