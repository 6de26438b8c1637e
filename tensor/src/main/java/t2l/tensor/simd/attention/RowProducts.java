package t2l.tensor.simd.attention;

import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;
import static t2l.tensor.simd.lanes.RawMemory.ALL;
import static t2l.tensor.simd.lanes.RawMemory.MASK;
import static t2l.tensor.simd.lanes.RawMemory.NEAR;
import static t2l.tensor.simd.lanes.RawMemory.get;
import static t2l.tensor.simd.lanes.RawMemory.load;
import static t2l.tensor.simd.lanes.RawMemory.set;
import static t2l.tensor.simd.lanes.RawMemory.store;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.simd.lanes.Lanes;
import t2l.tensor.simd.lanes.NotInlined;
import t2l.tensor.simd.lanes.Part;

/// Products of one row with [#ROWS] others, and of pairs of rows: the virtual lanes of several fold together.
final class RowProducts {
    /// Rows whose products are worked out at a time.
    static final int ROWS = 2 * Lanes.SUMS;

    /// Bytes of the lanes of half of the sums.
    private static final long HALF = 4L * Lanes.VIRTUAL * Lanes.SUMS;

    /// Bytes of the lanes of the sums.
    static final long ROOM = 2 * HALF;

    private RowProducts() {}

    /// `out[j] = a·b[j]` for `n` rows of `width` floats, `step` bytes apart, and at most [#ROWS]. Writes [#ROWS] numbers.
    ///
    /// @param sums room for [#ROOM]
    static void each(long a, long b, long step, int n, int width, long sums, long out) {
        half(a, b, step, Math.min(n, Lanes.SUMS), width, sums);
        if (n > Lanes.SUMS) {
            half(a, b + Lanes.SUMS * step, step, n - Lanes.SUMS, width, sums + HALF);
            Lanes.fold(sums + HALF);
        }
        Lanes.fold(sums);
        Lanes.pack(sums, out);
        Lanes.pack(sums + HALF, out + 4L * Lanes.SUMS);
    }

    /// `out[i] = a[i]·b[i]` for `n` pairs of rows of `width` floats; rows of `a` are `stepA` bytes apart, and so on.
    ///
    /// @param sums room for [#ROOM]
    @NotInlined
    static void pairs(long a, long stepA, long b, long stepB, int n, int width, long sums, long out) {
        for (int i = 0; i < n; i += Lanes.SUMS) {
            int count = Math.min(Lanes.SUMS, n - i);
            for (int r = 0; r < count; r++) {
                pair(a + (i + r) * stepA, b + (i + r) * stepB, width, sums + 4L * Lanes.VIRTUAL * r);
            }
            Lanes.fold(sums);
            for (int r = 0; r < count; r++) {
                set(out + 4L * (i + r), get(sums + 8L * r));
            }
        }
    }

    /// The lanes of the sum of one pair.
    private static void pair(long a, long b, int width, long sums) {
        for (int lane = 0; lane < Lanes.VIRTUAL; lane += L) {
            FloatVector sum = FloatVector.zero(F);
            int d = lane;
            for (; d + L <= width; d += Lanes.VIRTUAL) {
                sum = load(a + 4L * d).fma(load(b + 4L * d), sum);
            }
            if (d < width) {
                VectorMask<Float> some = Part.rest(d, width);
                sum = load(a + 4L * d, some).fma(load(b + 4L * d, some), sum);
            }
            store(sum, sums + 4L * lane);
        }
    }

    /// The lanes of the sums of at most [Lanes#SUMS] rows.
    private static void half(long a, long b, long step, int n, int width, long sums) {
        for (int lane = 0; lane < Lanes.VIRTUAL; lane += L) {
            some(a, b, step, n, lane, width, sums);
            int left = (width - lane) % Lanes.VIRTUAL;
            if (left > 0 && left < L) {
                rest(a, b, step, n, lane, width, sums);
            }
        }
    }

    /// A register's width of virtual lanes, from `lane` on. Rows after the last of the `n` repeat it.
    private static void some(long a, long b, long step, int n, int lane, int width, long sums) {
        long b0 = b & MASK;
        long b1 = b0 + (n > 1 ? step : 0) & MASK;
        long b2 = b1 + (n > 2 ? step : 0) & MASK;
        long b3 = b2 + (n > 3 ? step : 0) & MASK;
        long b4 = b3 + (n > 4 ? step : 0) & MASK;
        long b5 = b4 + (n > 5 ? step : 0) & MASK;
        long b6 = b5 + (n > 6 ? step : 0) & MASK;
        long b7 = b6 + (n > 7 ? step : 0) & MASK;
        FloatVector c0 = FloatVector.zero(F), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
        for (int d = lane; d + L <= width; d += Lanes.VIRTUAL) {
            long at = 4L * d & NEAR;
            FloatVector x = load(a + at);
            c0 = x.fma(FloatVector.fromMemorySegment(F, ALL, b0 + at, LE), c0);
            c1 = x.fma(FloatVector.fromMemorySegment(F, ALL, b1 + at, LE), c1);
            c2 = x.fma(FloatVector.fromMemorySegment(F, ALL, b2 + at, LE), c2);
            c3 = x.fma(FloatVector.fromMemorySegment(F, ALL, b3 + at, LE), c3);
            c4 = x.fma(FloatVector.fromMemorySegment(F, ALL, b4 + at, LE), c4);
            c5 = x.fma(FloatVector.fromMemorySegment(F, ALL, b5 + at, LE), c5);
            c6 = x.fma(FloatVector.fromMemorySegment(F, ALL, b6 + at, LE), c6);
            c7 = x.fma(FloatVector.fromMemorySegment(F, ALL, b7 + at, LE), c7);
        }
        long at = sums + 4L * lane;
        store(c0, at);
        store(c1, at + 64);
        store(c2, at + 128);
        store(c3, at + 192);
        store(c4, at + 256);
        store(c5, at + 320);
        store(c6, at + 384);
        store(c7, at + 448);
    }

    /// The part of [#some] that the last numbers of rows have in it, where these fill no register.
    private static void rest(long a, long b, long step, int n, int lane, int width, long sums) {
        int d = lane + (width - lane) / Lanes.VIRTUAL * Lanes.VIRTUAL;
        VectorMask<Float> some = Part.rest(d, width);
        for (int r = 0; r < n; r++) {
            long at = sums + 4L * (Lanes.VIRTUAL * r + lane);
            store(load(a + 4L * d, some).fma(load(b + r * step + 4L * d, some), load(at)), at);
        }
    }
}
