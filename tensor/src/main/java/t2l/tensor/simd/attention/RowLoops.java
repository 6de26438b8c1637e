package t2l.tensor.simd.attention;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.LT;
import static t2l.tensor.simd.lanes.Exact.exact;
import static t2l.tensor.simd.lanes.Lanes.BYTES;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.RawMemory.MASK;
import static t2l.tensor.simd.lanes.RawMemory.get;
import static t2l.tensor.simd.lanes.RawMemory.load;
import static t2l.tensor.simd.lanes.RawMemory.loadMasked;
import static t2l.tensor.simd.lanes.RawMemory.tripNodeLimit;
import static t2l.tensor.simd.lanes.RawMemory.store;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.simd.lanes.Functions;
import t2l.tensor.simd.lanes.NotInlined;
import t2l.tensor.simd.lanes.Part;
import t2l.tensor.simd.rows.SimdMap;

/// Loops over rows of one head: copies, and what [FewQueries] does with the scores of one query.
final class RowLoops {
    private RowLoops() {}

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
            if (rows == 1) {
                one(weights, n, v + 4L * d, step, out + 4L * d);
            } else {
                four(rows, weights, apart, n, v + 4L * d, step, out + 4L * d, outApart);
            }
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

    @NotInlined
    private static void one(long weights, int n, long v, long step, long out) {
        FloatVector s0 = load(out), s1 = load(out + BYTES), s2 = load(out + 2 * BYTES), s3 = load(out + 3 * BYTES);
        for (int j = 0; j < n; j++) {
            FloatVector w = exact(broadcast(F, get(weights + 4L * j)));
            long row = v + step * j & MASK;
            s0 = w.fma(loadMasked(row), s0);
            s1 = w.fma(loadMasked(row + BYTES), s1);
            s2 = w.fma(loadMasked(row + 2 * BYTES), s2);
            s3 = w.fma(loadMasked(row + 3 * BYTES), s3);
        }
        store(s0, out);
        store(s1, out + BYTES);
        store(s2, out + 2 * BYTES);
        store(s3, out + 3 * BYTES);
    }

    /// What is missing of four rows repeats the last one.
    @NotInlined
    private static void four(int rows, long weights, long apart, int n, long v, long step, long out, long outApart) {
        int r2 = Math.min(2, rows - 1);
        int r3 = Math.min(3, rows - 1);
        long w1 = weights + apart, w2 = weights + r2 * apart, w3 = weights + r3 * apart;
        long o1 = out + outApart, o2 = out + r2 * outApart, o3 = out + r3 * outApart;
        FloatVector s00 = load(out), s01 = load(out + BYTES), s02 = load(out + 2 * BYTES), s03 = load(out + 3 * BYTES);
        FloatVector s10 = load(o1), s11 = load(o1 + BYTES), s12 = load(o1 + 2 * BYTES), s13 = load(o1 + 3 * BYTES);
        FloatVector s20 = load(o2), s21 = load(o2 + BYTES), s22 = load(o2 + 2 * BYTES), s23 = load(o2 + 3 * BYTES);
        FloatVector s30 = load(o3), s31 = load(o3 + BYTES), s32 = load(o3 + 2 * BYTES), s33 = load(o3 + 3 * BYTES);
        for (int j = 0; j < n; j++) {
            long row = v + step * j & MASK;
            FloatVector v0 = exact(loadMasked(row));
            FloatVector v1 = exact(loadMasked(row + BYTES));
            FloatVector v2 = exact(loadMasked(row + 2 * BYTES));
            FloatVector v3 = exact(loadMasked(row + 3 * BYTES));
            tripNodeLimit();
            FloatVector w;
            w = broadcast(F, get(weights + 4L * j));
            s00 = v0.fma(w, s00);
            s01 = v1.fma(w, s01);
            s02 = v2.fma(w, s02);
            s03 = v3.fma(w, s03);
            w = broadcast(F, get(w1 + 4L * j));
            s10 = v0.fma(w, s10);
            s11 = v1.fma(w, s11);
            s12 = v2.fma(w, s12);
            s13 = v3.fma(w, s13);
            w = broadcast(F, get(w2 + 4L * j));
            s20 = v0.fma(w, s20);
            s21 = v1.fma(w, s21);
            s22 = v2.fma(w, s22);
            s23 = v3.fma(w, s23);
            w = broadcast(F, get(w3 + 4L * j));
            s30 = v0.fma(w, s30);
            s31 = v1.fma(w, s31);
            s32 = v2.fma(w, s32);
            s33 = v3.fma(w, s33);
        }
        store(s00, out);
        store(s01, out + BYTES);
        store(s02, out + 2 * BYTES);
        store(s03, out + 3 * BYTES);
        store(s10, o1);
        store(s11, o1 + BYTES);
        store(s12, o1 + 2 * BYTES);
        store(s13, o1 + 3 * BYTES);
        store(s20, o2);
        store(s21, o2 + BYTES);
        store(s22, o2 + 2 * BYTES);
        store(s23, o2 + 3 * BYTES);
        store(s30, o3);
        store(s31, o3 + BYTES);
        store(s32, o3 + 2 * BYTES);
        store(s33, o3 + 3 * BYTES);
    }
}
