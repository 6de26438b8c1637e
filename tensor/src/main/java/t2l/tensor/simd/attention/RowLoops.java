package t2l.tensor.simd.attention;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.LT;
import static t2l.tensor.simd.lanes.Exact.exact;
import static t2l.tensor.simd.lanes.FrozenWeights.fromF16;
import static t2l.tensor.simd.lanes.Halves.half;
import static t2l.tensor.simd.lanes.Lanes.*;
import static t2l.tensor.simd.lanes.RawMemory.*;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.simd.lanes.Build.*;
import t2l.tensor.simd.lanes.Functions;
import t2l.tensor.simd.lanes.Part;
import t2l.tensor.simd.rows.SimdMap;

/// Loops over rows of one head: copies, and what [FewQueries] does with the scores of one query.
final class RowLoops {
    /// Copies `n` rows of `width` floats, `step` bytes apart, times `factor`, to rows [RowBlock#pitch] bytes apart.
    @NotInlined
    static void copy(float factor, long from, long step, int n, int width, long to) {
        copy(factor, from, step, n, width, to, RowBlock.pitch(width));
    }

    /// As the other, to rows `stepTo` bytes apart.
    @NotInlined
    static void copy(float factor, long from, long step, int n, int width, long to, long stepTo) {
        int whole = width / L * L;
        for (int i = 0; i < n; i++, from += step, to += stepTo) {
            for (int d = 0; d < whole; d += L) {
                store(load(from + 4L * d).mul(broadcast(F, factor)), to + 4L * d);
            }
            if (whole < width) {
                VectorMask<Float> some = Part.rest(whole, width);
                store(load(from + 4L * whole, some).mul(broadcast(F, factor)), to + 4L * whole, some);
            }
        }
    }

    /// Writes `n` rows of `width` F16 numbers, `step` bytes apart, as floats to rows `stepTo` bytes apart.
    @NotInlined
    static void widen(long from, long step, int n, int width, long to, long stepTo) {
        int whole = width / L * L;
        for (int i = 0; i < n; i++, from += step, to += stepTo) {
            for (int d = 0; d < whole; d += L) {
                store(fromF16(from + 2L * d & MASK), to + 4L * d);
            }
            for (int d = whole; d < width; d++) {
                set(to + 4L * d, half(from + 2L * d & MASK));
            }
        }
    }

    /// Writes `n` rows of `width` floats, [RowBlock#pitch] bytes apart, each times a factor of its own, to rows `step` bytes
    /// apart. A factor of 0 makes zeros, whatever the row.
    @NotInlined
    static void write(long factors, long from, int n, int width, long to, long step) {
        long pitch = RowBlock.pitch(width);
        int whole = width / L * L;
        for (int i = 0; i < n; i++, from += pitch, to += step) {
            float factor = get(factors + 4L * i);
            if (factor == 0) {
                SimdMap.fill(0, from, width);
            }
            for (int d = 0; d < whole; d += L) {
                store(load(from + 4L * d).mul(broadcast(F, factor)), to + 4L * d);
            }
            if (whole < width) {
                store(load(from + 4L * whole).mul(broadcast(F, factor)), to + 4L * whole, Part.rest(whole, width));
            }
        }
    }

    /// Adds `n` rows of `width` floats, [RowBlock#pitch] bytes apart, times `factor`, to rows `step` bytes apart.
    @NotInlined
    static void add(float factor, long from, int n, int width, long to, long step) {
        long pitch = RowBlock.pitch(width);
        int whole = width / L * L;
        for (int i = 0; i < n; i++, from += pitch, to += step) {
            for (int d = 0; d < whole; d += L) {
                store(load(from + 4L * d).fma(broadcast(F, factor), load(to + 4L * d)), to + 4L * d);
            }
            if (whole < width) {
                VectorMask<Float> some = Part.rest(whole, width);
                store(load(from + 4L * whole).fma(broadcast(F, factor), load(to + 4L * whole, some)), to + 4L * whole,
                        some);
            }
        }
    }

    /// `out[r] = out[r]·factor[r] + tile[r]` for one register of each row of a tile; rows of `out` are `step` bytes apart.
    @NotInlined
    static void merge(long factors, long tile, long out, long step) {
        for (int r = 0; r < RowBlock.ROWS; r++) {
            long to = out + step * r;
            store(load(to).fma(broadcast(F, get(factors + 4L * r)), load(tile + 4L * RowBlock.COLUMNS * r)), to);
        }
    }

    /// `x = e^(x − largest)` for `n` scores.
    @NotInlined
    static void weights(long x, float largest, int n) {
        for (int j = 0; j < n; j += L) {
            FloatVector d = load(x + 4L * j).sub(broadcast(F, largest));
            store(Functions.expBelow(d).blend(0, d.compare(LT, ScoreTable.NOTHING)), x + 4L * j);
        }
    }

    /// `out += Σ weights[j]·v[j]` over `n` values, for one row of weights or for two, `apart` bytes apart, and their rows
    /// `out`, `outApart` bytes apart: four registers at a time, then what is left.
    @NotInlined
    static void mix(int rows, long weights, long apart, int n, long v, long step, int width, long out, long outApart) {
        int d = 0;
        for (; d + 4 * L <= width; d += 4 * L) {
            mix(rows == 1 ? 1 : 4, rows, weights, apart, n, v + 4L * d, step, out + 4L * d, outApart);
        }
        for (int r = 0; r < rows && d < width; r++) {
            rest(weights + r * apart, n, v, step, d, width, out + r * outApart);
        }
    }

    @NotInlined
    private static void rest(long weights, int n, long v, long step, int from, int width, long out) {
        for (int d = from; d < width; d += L) {
            VectorMask<Float> some = Part.rest(d, width);
            FloatVector sum = load(out + 4L * d, some);
            for (int j = 0; j < n; j++) {
                sum = load(v + j * step + 4L * d, some).fma(broadcast(F, get(weights + 4L * j)), sum);
            }
            store(sum, out + 4L * d, some);
        }
    }

    /// Four registers of the values of one row of weights, or of four: what is missing of them repeats the last one.
    @NotInlined
    private static void mix(@For(ints = {1, 4}) int room, int rows, long weights, long apart, int n, long v, long step,
            long out, long outApart) {
        long[] w = new long[room];
        long[] to = new long[room];
        FloatVector[][] s = new FloatVector[room][4];
        for (@Unrolled
        int r = 0; r < room; r++) {
            w[r] = weights + Math.min(r, rows - 1) * apart;
            to[r] = out + Math.min(r, rows - 1) * outApart;
            for (@Unrolled
            int q = 0; q < 4; q++) {
                s[r][q] = load(to[r] + q * BYTES);
            }
        }
        for (int j = 0; j < n; j++) {
            long row = v + step * j & MASK;
            FloatVector[] u = new FloatVector[4];
            for (@Unrolled
            int q = 0; q < 4; q++) {
                u[q] = exact(loadMasked(row + q * BYTES));
            }
            if (room == 4) {
                tripNodeLimit();
            }
            for (@Unrolled
            int r = 0; r < room; r++) {
                FloatVector x = broadcast(F, get(w[r] + 4L * j));
                for (@Unrolled
                int q = 0; q < 4; q++) {
                    s[r][q] = u[q].fma(x, s[r][q]);
                }
            }
        }
        for (@Unrolled
        int r = 0; r < room; r++) {
            for (@Unrolled
            int q = 0; q < 4; q++) {
                store(s[r][q], to[r] + q * BYTES);
            }
        }
    }
}
