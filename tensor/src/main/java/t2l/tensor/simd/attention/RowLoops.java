package t2l.tensor.simd.attention;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.LT;
import static t2l.tensor.simd.lanes.Exact.exact;
import static t2l.tensor.simd.lanes.Lanes.BYTES;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;
import static t2l.tensor.simd.lanes.RawMemory.ALL;
import static t2l.tensor.simd.lanes.RawMemory.MASK;
import static t2l.tensor.simd.lanes.RawMemory.get;
import static t2l.tensor.simd.lanes.RawMemory.integer;
import static t2l.tensor.simd.lanes.RawMemory.load;
import static t2l.tensor.simd.lanes.RawMemory.nearInteger;
import static t2l.tensor.simd.lanes.RawMemory.set;
import static t2l.tensor.simd.lanes.RawMemory.store;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.simd.lanes.Functions;
import t2l.tensor.simd.lanes.NotInlined;
import t2l.tensor.simd.lanes.Part;
import t2l.tensor.simd.rows.SimdMap;

/// Loops over rows of one head: copies, and what [FewQueries] does with the scores of one query.
final class RowLoops {
    /// Bytes of a cache line.
    private static final int LINE = 64;

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

    /// Reads one number of each cache line of `n` rows of so many bytes, and writes their sum to `to`: so the lines are in a
    /// cache, in the order in which processors fetch them by themselves, eight in a round, as distances from one address.
    @NotInlined
    static void touch(long from, long step, int n, int bytes, long to) {
        boolean dense = step == bytes;
        int rows = dense ? 1 : n;
        int length = dense ? n * bytes : bytes;
        int sum = 0;
        for (int i = 0; i < rows; i++) {
            long row = from + i * step;
            int d = 0;
            for (; d <= length - 8 * LINE; d += 8 * LINE) {
                long at = row + d & MASK;
                sum += nearInteger(at) + nearInteger(at + LINE) + nearInteger(at + 2 * LINE)
                        + nearInteger(at + 3 * LINE)
                        + nearInteger(at + 4 * LINE) + nearInteger(at + 5 * LINE) + nearInteger(at + 6 * LINE)
                        + nearInteger(at + 7 * LINE);
            }
            for (; d < length; d += LINE) {
                sum += integer(row + d);
            }
        }
        set(to, sum);
    }

    /// `out += Σ weights[j]·v[j]` over `n` values, for one row of weights or for two, `apart` bytes apart, and their rows
    /// `out`, `outApart` bytes apart: four registers at a time, then what is left.
    @NotInlined
    static void mix(int rows, long weights, long apart, int n, long v, long step, int width, long out, long outApart) {
        int d = 0;
        for (; d + 4 * L <= width; d += 4 * L) {
            if (rows == 2) {
                eight(weights, apart, n, v + 4L * d, step, out + 4L * d, outApart);
            } else {
                four(weights, n, v + 4L * d, step, out + 4L * d);
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
    private static void four(long weights, int n, long v, long step, long out) {
        FloatVector s0 = load(out);
        FloatVector s1 = load(out + BYTES);
        FloatVector s2 = load(out + 2 * BYTES);
        FloatVector s3 = load(out + 3 * BYTES);
        for (int j = 0; j < n; j++) {
            FloatVector w = exact(broadcast(F, get(weights + 4L * j)));
            long row = v + j * step & MASK;
            s0 = w.fma(FloatVector.fromMemorySegment(F, ALL, row, LE), s0);
            s1 = w.fma(FloatVector.fromMemorySegment(F, ALL, row + BYTES, LE), s1);
            s2 = w.fma(FloatVector.fromMemorySegment(F, ALL, row + 2 * BYTES, LE), s2);
            s3 = w.fma(FloatVector.fromMemorySegment(F, ALL, row + 3 * BYTES, LE), s3);
        }
        store(s0, out);
        store(s1, out + BYTES);
        store(s2, out + 2 * BYTES);
        store(s3, out + 3 * BYTES);
    }

    @NotInlined
    private static void eight(long weights, long apart, int n, long v, long step, long out, long outApart) {
        long other = out + outApart;
        FloatVector s0 = load(out);
        FloatVector s1 = load(out + BYTES);
        FloatVector s2 = load(out + 2 * BYTES);
        FloatVector s3 = load(out + 3 * BYTES);
        FloatVector t0 = load(other);
        FloatVector t1 = load(other + BYTES);
        FloatVector t2 = load(other + 2 * BYTES);
        FloatVector t3 = load(other + 3 * BYTES);
        for (int j = 0; j < n; j++) {
            FloatVector w = exact(broadcast(F, get(weights + 4L * j)));
            FloatVector z = exact(broadcast(F, get(weights + apart + 4L * j)));
            long row = v + j * step & MASK;
            FloatVector x = FloatVector.fromMemorySegment(F, ALL, row, LE);
            s0 = w.fma(x, s0);
            t0 = z.fma(x, t0);
            x = FloatVector.fromMemorySegment(F, ALL, row + BYTES, LE);
            s1 = w.fma(x, s1);
            t1 = z.fma(x, t1);
            x = FloatVector.fromMemorySegment(F, ALL, row + 2 * BYTES, LE);
            s2 = w.fma(x, s2);
            t2 = z.fma(x, t2);
            x = FloatVector.fromMemorySegment(F, ALL, row + 3 * BYTES, LE);
            s3 = w.fma(x, s3);
            t3 = z.fma(x, t3);
        }
        store(s0, out);
        store(s1, out + BYTES);
        store(s2, out + 2 * BYTES);
        store(s3, out + 3 * BYTES);
        store(t0, other);
        store(t1, other + BYTES);
        store(t2, other + 2 * BYTES);
        store(t3, other + 3 * BYTES);
    }
}
