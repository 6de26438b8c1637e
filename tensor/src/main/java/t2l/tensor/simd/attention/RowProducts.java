package t2l.tensor.simd.attention;

import static t2l.tensor.simd.lanes.Exact.exact;
import static t2l.tensor.simd.lanes.Lanes.BYTES;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;
import static t2l.tensor.simd.lanes.RawMemory.ALL;
import static t2l.tensor.simd.lanes.RawMemory.MASK;
import static t2l.tensor.simd.lanes.RawMemory.get;
import static t2l.tensor.simd.lanes.RawMemory.load;
import static t2l.tensor.simd.lanes.RawMemory.loadMasked;
import static t2l.tensor.simd.lanes.RawMemory.tripNodeLimit;
import static t2l.tensor.simd.lanes.RawMemory.set;
import static t2l.tensor.simd.lanes.RawMemory.store;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.simd.lanes.Inlined;
import t2l.tensor.simd.lanes.Lanes;
import t2l.tensor.simd.lanes.NotInlined;
import t2l.tensor.simd.lanes.Part;
import t2l.tensor.simd.rows.SimdMap;

/// Products of rows with others, and of pairs of rows: the virtual lanes of several fold together.
final class RowProducts {
    /// Rows that are multiplied with others at a time, and these.
    static final int ROWS = 4;
    static final int OTHERS = 32;

    /// Bytes of the lanes of a sum, and of the sums of a row.
    private static final long SUM = 4L * Lanes.VIRTUAL;
    private static final long ROW = SUM * OTHERS;

    /// Bytes of the lanes of all sums.
    static final long ROOM = ROW * ROWS;

    private RowProducts() {}

    /// `out[r][j] = a[r]·b[j]` for at most [#ROWS] rows `a`, `pitch` bytes apart, and at most [#OTHERS] rows `b`, `step` bytes apart,
    /// of `width` floats. Rows of `out` are `apart` bytes apart, and have room for a multiple of [Lanes#SUMS] numbers.
    ///
    /// @param sums room for [#ROOM]
    static void each(int rows, long a, long pitch, long b, long step, int n, int width, long sums, long out,
            long apart) {
        int d = 0;
        for (; d + 4 * L <= width; d += 4 * L) {
            if (d == 0) {
                begin(rows, a, pitch, b, step, n, sums);
            } else {
                more(rows, a + 4L * d, pitch, b + 4L * d, step, n, sums);
            }
        }
        if (d == 0) {
            SimdMap.fill(0, sums, (int) (ROOM / 4));
        }
        for (; d < width; d += L) {
            for (int r = 0; r < rows; r++) {
                rest(a + pitch * r, b, step, n, d, width, sums + ROW * r + 4L * (d % Lanes.VIRTUAL));
            }
        }
        for (int r = 0; r < rows; r++) {
            Lanes.fold(sums + ROW * r, n, out + apart * r);
        }
    }

    @NotInlined
    private static void begin(int rows, long a, long pitch, long b, long step, int n, long sums) {
        four(true, rows, a, pitch, b, step, n, sums);
    }

    @NotInlined
    private static void more(int rows, long a, long pitch, long b, long step, int n, long sums) {
        four(false, rows, a, pitch, b, step, n, sums);
    }

    /// Four registers of products, which begin the lanes of the sums or are added to them. What is missing of four rows repeats the
    /// last one.
    @Inlined
    private static void four(boolean begin, int rows, long a, long pitch, long b, long step, int n, long sums) {
        long a1 = a + (rows > 1 ? pitch : 0);
        long a2 = a1 + (rows > 2 ? pitch : 0);
        long a3 = a2 + (rows > 3 ? pitch : 0);
        FloatVector a00 = load(a), a01 = load(a + BYTES), a02 = load(a + 2 * BYTES), a03 = load(a + 3 * BYTES);
        FloatVector a10 = load(a1), a11 = load(a1 + BYTES), a12 = load(a1 + 2 * BYTES), a13 = load(a1 + 3 * BYTES);
        FloatVector a20 = load(a2), a21 = load(a2 + BYTES), a22 = load(a2 + 2 * BYTES), a23 = load(a2 + 3 * BYTES);
        FloatVector a30 = load(a3), a31 = load(a3 + BYTES), a32 = load(a3 + 2 * BYTES), a33 = load(a3 + 3 * BYTES);
        FloatVector zero = FloatVector.zero(F);
        for (int j = 0; j < n; j++) {
            long at = b + step * j & MASK;
            FloatVector b0 = exact(loadMasked(at));
            FloatVector b1 = exact(loadMasked(at + BYTES));
            FloatVector b2 = exact(loadMasked(at + 2 * BYTES));
            FloatVector b3 = exact(loadMasked(at + 3 * BYTES));
            tripNodeLimit();
            long to = sums + SUM * j & MASK;
            add(begin, zero, a00, a01, a02, a03, b0, b1, b2, b3, to);
            add(begin, zero, a10, a11, a12, a13, b0, b1, b2, b3, to + ROW);
            add(begin, zero, a20, a21, a22, a23, b0, b1, b2, b3, to + 2 * ROW);
            add(begin, zero, a30, a31, a32, a33, b0, b1, b2, b3, to + 3 * ROW);
        }
    }

    /// Four registers of products of two rows, in the order of the lanes.
    @Inlined
    private static void add(boolean begin, FloatVector zero, FloatVector a0, FloatVector a1, FloatVector a2,
            FloatVector a3, FloatVector b0, FloatVector b1, FloatVector b2, FloatVector b3, long to) {
        FloatVector s0 = b0.fma(a0, begin ? zero : loadMasked(to));
        if (L == 16) {
            put(b3.fma(a3, b2.fma(a2, b1.fma(a1, s0))), to);
            return;
        }
        FloatVector s1 = b1.fma(a1, begin ? zero : loadMasked(to + BYTES));
        if (L == 8) {
            put(b2.fma(a2, s0), to);
            put(b3.fma(a3, s1), to + BYTES);
            return;
        }
        put(s0, to);
        put(s1, to + BYTES);
        put(b2.fma(a2, begin ? zero : loadMasked(to + 2 * BYTES)), to + 2 * BYTES);
        put(b3.fma(a3, begin ? zero : loadMasked(to + 3 * BYTES)), to + 3 * BYTES);
    }

    @Inlined
    private static void put(FloatVector v, long to) {
        exact(v).intoMemorySegment(ALL, to, LE);
    }

    /// Adds a register of the products of one row from `d` on, or a part of one.
    @NotInlined
    private static void rest(long a, long b, long step, int n, int d, int width, long sums) {
        VectorMask<Float> some = Part.rest(d, width);
        FloatVector x = load(a + 4L * d, some);
        for (int j = 0; j < n; j++) {
            store(load(b + step * j + 4L * d, some).fma(x, load(sums + SUM * j)), sums + SUM * j);
        }
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
            Lanes.fold(sums, count, sums);
            for (int r = 0; r < count; r++) {
                set(out + 4L * (i + r), get(sums + 4L * r));
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
}
