package t2l.tensor.simd.attention;

import static t2l.tensor.simd.lanes.Exact.exact;
import static t2l.tensor.simd.lanes.Lanes.*;
import static t2l.tensor.simd.lanes.RawMemory.*;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.simd.lanes.Build.*;
import t2l.tensor.simd.lanes.Lanes;
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

    /// `out[r][j] = a[r]·b[j]` for at most [#ROWS] rows `a`, `pitch` bytes apart, and at most [#OTHERS] rows `b`, `step` bytes
    /// apart, of `width` floats. Rows of `out` are `apart` bytes apart, and have room for a multiple of [Lanes#SUMS] numbers.
    ///
    /// @param sums room for [#ROOM]
    static void each(int rows, long a, long pitch, long b, long step, int n, int width, long sums, long out,
            long apart) {
        int d = 0;
        for (; d + 4 * L <= width; d += 4 * L) {
            four(d == 0, rows, a + 4L * d, pitch, b + 4L * d, step, n, sums);
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

    /// Four registers of products, which begin the lanes of the sums or are added to them, in the order of the lanes. What is
    /// missing of four rows repeats the last one.
    @NotInlined
    private static void four(@For boolean begin, int rows, long a, long pitch, long b, long step, int n, long sums) {
        FloatVector[][] x = new FloatVector[ROWS][4];
        for (@Unrolled
        int r = 0; r < ROWS; r++) {
            for (@Unrolled
            int q = 0; q < 4; q++) {
                x[r][q] = load(a + Math.min(r, rows - 1) * pitch + q * BYTES);
            }
        }
        FloatVector zero = FloatVector.zero(F);
        for (int j = 0; j < n; j++) {
            long at = b + step * j & MASK;
            FloatVector[] y = new FloatVector[4];
            for (@Unrolled
            int q = 0; q < 4; q++) {
                y[q] = exact(loadMasked(at + q * BYTES));
            }
            tripNodeLimit();
            long sum = sums + SUM * j & MASK;
            for (@Unrolled
            int r = 0; r < ROWS; r++) {
                long to = sum + r * ROW;
                FloatVector s0 = y[0].fma(x[r][0], begin ? zero : loadMasked(to));
                if (L == 16) {
                    put(y[3].fma(x[r][3], y[2].fma(x[r][2], y[1].fma(x[r][1], s0))), to);
                } else {
                    FloatVector s1 = y[1].fma(x[r][1], begin ? zero : loadMasked(to + BYTES));
                    if (L == 8) {
                        put(y[2].fma(x[r][2], s0), to);
                        put(y[3].fma(x[r][3], s1), to + BYTES);
                    } else {
                        put(s0, to);
                        put(s1, to + BYTES);
                        put(y[2].fma(x[r][2], begin ? zero : loadMasked(to + 2 * BYTES)), to + 2 * BYTES);
                        put(y[3].fma(x[r][3], begin ? zero : loadMasked(to + 3 * BYTES)), to + 3 * BYTES);
                    }
                }
            }
        }
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
