package t2l.tensor.simd.attention;

import static jdk.incubator.vector.VectorOperators.LT;
import static t2l.tensor.simd.lanes.Lanes.BYTES;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;
import static t2l.tensor.simd.lanes.RawMemory.ALL;
import static t2l.tensor.simd.lanes.RawMemory.MASK;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.simd.lanes.Functions;
import t2l.tensor.simd.lanes.RawMemory;

/// Loops over rows of one head: copies, and what [FewQueries] does with the scores of one query.
///
/// These and the walks of [ScoreTable] and [SlopeTable] the program keeps out of their callers with a flag. Several of them
/// in one method are more than C2 takes in: it would stop in the middle of one, and make objects of its vectors.
final class RowLoops {
    private RowLoops() {}

    /// Copies `n` rows of `width` floats, `step` bytes apart, times `factor`, to rows [RowBlock#pitch] bytes apart.
    static void copy(float factor, long from, long step, int n, int width, long to) {
        copy(factor, from, step, n, width, to, RowBlock.pitch(width));
    }

    /// As the other, to rows `stepTo` bytes apart.
    static void copy(float factor, long from, long step, int n, int width, long to, long stepTo) {
        int whole = width / L * L;
        for (int i = 0; i < n; i++, from += step, to += stepTo) {
            for (int d = 0; d < whole; d += L) {
                FloatVector.fromMemorySegment(F, ALL, from + 4L * d & MASK, LE).mul(factor)
                        .intoMemorySegment(ALL, to + 4L * d & MASK, LE);
            }
            if (whole < width) {
                VectorMask<Float> some = F.indexInRange(whole, width);
                FloatVector.fromMemorySegment(F, ALL, from + 4L * whole & MASK, LE, some).mul(factor)
                        .intoMemorySegment(ALL, to + 4L * whole & MASK, LE, some);
            }
        }
    }

    /// Adds `n` rows of `width` floats, [RowBlock#pitch] bytes apart, times `factor`, to rows `step` bytes apart.
    static void add(float factor, long from, int n, int width, long to, long step) {
        long pitch = RowBlock.pitch(width);
        int whole = width / L * L;
        for (int i = 0; i < n; i++, from += pitch, to += step) {
            for (int d = 0; d < whole; d += L) {
                long at = to + 4L * d & MASK;
                FloatVector.fromMemorySegment(F, ALL, from + 4L * d & MASK, LE)
                        .fma(FloatVector.broadcast(F, factor), FloatVector.fromMemorySegment(F, ALL, at, LE))
                        .intoMemorySegment(ALL, at, LE);
            }
            if (whole < width) {
                long at = to + 4L * whole & MASK;
                VectorMask<Float> some = F.indexInRange(whole, width);
                FloatVector.fromMemorySegment(F, ALL, from + 4L * whole & MASK, LE)
                        .fma(FloatVector.broadcast(F, factor), FloatVector.fromMemorySegment(F, ALL, at, LE, some))
                        .intoMemorySegment(ALL, at, LE, some);
            }
        }
    }

    /// `out[r] = out[r]·factor[r] + tile[r]` for one register of each row of a tile; rows of `out` are `step` bytes apart.
    static void merge(long factors, long tile, long out, long step) {
        for (int r = 0; r < RowBlock.ROWS; r++) {
            long to = out + step * r & MASK;
            FloatVector.fromMemorySegment(F, ALL, to, LE)
                    .fma(FloatVector.broadcast(F, RawMemory.get(factors + 4L * r)),
                            FloatVector.fromMemorySegment(F, ALL, tile + 4L * RowBlock.COLUMNS * r & MASK, LE))
                    .intoMemorySegment(ALL, to, LE);
        }
    }

    /// `x = e^(x − largest)` for `n` scores.
    static void weights(long x, float largest, int n) {
        for (int j = 0; j < n; j += L) {
            long at = x + 4L * j & MASK;
            FloatVector d = FloatVector.fromMemorySegment(F, ALL, at, LE).sub(largest);
            FloatVector w = Functions.expBelow(d).blend(0, d.compare(LT, ScoreTable.NOTHING));
            w.intoMemorySegment(ALL, at, LE);
        }
    }

    /// `out += Σ weights[j]·v[j]` over `n` values: four registers at a time, then what is left.
    static void mix(long weights, int n, long v, long step, int width, long out) {
        int d = 0;
        for (; d + 4 * L <= width; d += 4 * L) {
            four(weights, n, v + 4L * d, step, out + 4L * d);
        }
        for (; d < width; d += L) {
            VectorMask<Float> some = F.indexInRange(d, width);
            FloatVector sum = FloatVector.zero(F);
            for (int j = 0; j < n; j++) {
                sum = FloatVector.fromMemorySegment(F, ALL, (v + j * step + 4L * d) & MASK, LE, some)
                        .fma(FloatVector.broadcast(F, RawMemory.get(weights + 4L * j)), sum);
            }
            RawMemory.store(sum.add(RawMemory.load(out + 4L * d)), out + 4L * d);
        }
    }

    private static void four(long weights, int n, long v, long step, long out) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = FloatVector.zero(F);
        FloatVector s2 = FloatVector.zero(F);
        FloatVector s3 = FloatVector.zero(F);
        for (int j = 0; j < n; j++) {
            float w = RawMemory.get(weights + 4L * j);
            long row = (v + j * step) & MASK;
            s0 = FloatVector.fromMemorySegment(F, ALL, row, LE).fma(FloatVector.broadcast(F, w), s0);
            s1 = FloatVector.fromMemorySegment(F, ALL, row + BYTES, LE).fma(FloatVector.broadcast(F, w),
                    s1);
            s2 = FloatVector.fromMemorySegment(F, ALL, row + 2 * BYTES, LE).fma(FloatVector.broadcast(F, w),
                    s2);
            s3 = FloatVector.fromMemorySegment(F, ALL, row + 3 * BYTES, LE).fma(FloatVector.broadcast(F, w),
                    s3);
        }
        out &= MASK;
        s0.add(FloatVector.fromMemorySegment(F, ALL, out, LE)).intoMemorySegment(ALL, out, LE);
        s1.add(FloatVector.fromMemorySegment(F, ALL, out + BYTES, LE)).intoMemorySegment(ALL,
                out + BYTES, LE);
        s2.add(FloatVector.fromMemorySegment(F, ALL, out + 2 * BYTES, LE)).intoMemorySegment(ALL,
                out + 2 * BYTES, LE);
        s3.add(FloatVector.fromMemorySegment(F, ALL, out + 3 * BYTES, LE)).intoMemorySegment(ALL,
                out + 3 * BYTES, LE);
    }
}
