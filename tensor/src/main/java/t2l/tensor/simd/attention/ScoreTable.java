package t2l.tensor.simd.attention;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.I;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;
import static t2l.tensor.simd.lanes.RawMemory.ALL;
import static t2l.tensor.simd.lanes.RawMemory.MASK;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import t2l.tensor.simd.lanes.Functions;

/// Walks down one register's width of columns of a table of scores: a column is a query, a line a key.
///
/// Each walk is a method of its own, and keeps what it has found out in memory: a register that leaves a method which the
/// compiler does not inline would be an object on the heap.
final class ScoreTable {
    private static final long LINE = RowBlock.LINE;

    /// Stands for the score of a key that is not seen. Finite, so that a difference of two is a number.
    static final float HIDDEN = -2e30f;

    /// Below every score that is seen, and so far above those that are not that their weight is 0.
    static final float LOWEST = -1e30f;

    /// Weights that would be smaller than the smallest normal number are 0: a product with a subnormal one takes a
    /// hundred times as long.
    static final float NOTHING = Functions.LOWEST;

    /// The bits of `√½`.
    private static final int SQRT_HALF = 0x3f3504f3;

    /// `ln 2` in two parts, of which the products of the first with small integers are exact.
    private static final float LN2_HIGH = 0.69314575f;
    private static final float LN2_LOW = 1.4286068e-6f;

    private static final IntVector LANE = IntVector.zero(I).addIndex(1);

    private ScoreTable() {}

    /// `x = HIDDEN` over the lines `from … to` where a query does not see a key; `c` is the first query.
    static void hide(long p, int from, int to, Seen seen, int c) {
        hide(p, from, to, seen.from() + c, seen.to() + c, seen.low(), seen.high());
    }

    private static void hide(long p, int from, int to, int first, int end, int low, int high) {
        for (int j = from; j < to; j++) {
            VectorMask<Integer> seen = LANE.add(first).max(low).compare(VectorOperators.LE, j)
                    .and(LANE.add(end).min(high).compare(GT, j));
            long line = (p + j * LINE) & MASK;
            FloatVector x = FloatVector.fromMemorySegment(F, ALL, line, LE);
            FloatVector.broadcast(F, HIDDEN).blend(x, seen.cast(F)).intoMemorySegment(ALL, line, LE);
        }
    }

    /// `kept = largest`, and `largest = max(largest, x)` over the lines `from … to`.
    static void largest(long p, int from, int to, long largest, long kept) {
        FloatVector max = FloatVector.fromMemorySegment(F, ALL, largest & MASK, LE);
        max.intoMemorySegment(ALL, kept & MASK, LE);
        for (int j = from; j < to; j++) {
            FloatVector s = FloatVector.fromMemorySegment(F, ALL, p + j * LINE & MASK, LE);
            max = max.blend(s, s.compare(GT, max));
        }
        max.intoMemorySegment(ALL, largest & MASK, LE);
    }

    /// `kept = e^(kept − largest)`, `sum = sum·kept`.
    static void keep(long largest, long kept, long sum) {
        FloatVector d = FloatVector.fromMemorySegment(F, ALL, kept & MASK, LE)
                .sub(FloatVector.fromMemorySegment(F, ALL, largest & MASK, LE));
        FloatVector w = Functions.expBelow(d).blend(0, d.compare(LT, NOTHING));
        w.intoMemorySegment(ALL, kept & MASK, LE);
        w.mul(FloatVector.fromMemorySegment(F, ALL, sum & MASK, LE)).intoMemorySegment(ALL, sum & MASK, LE);
    }

    /// `x = e^(x − largest)` over the lines `from … to`.
    static void weights(long p, int from, int to, long largest) {
        FloatVector max = FloatVector.fromMemorySegment(F, ALL, largest & MASK, LE);
        for (int j = from; j < to; j++) {
            long line = p + j * LINE & MASK;
            FloatVector d = FloatVector.fromMemorySegment(F, ALL, line, LE).sub(max);
            Functions.expBelow(d).blend(0, d.compare(LT, NOTHING)).intoMemorySegment(ALL, line, LE);
        }
    }

    /// `sum += x` over the lines `from … to`: a walk of its own, as with the exponentials in it some compilations make
    /// objects of the sums.
    static void sum(long p, int from, int to, long sum) {
        FloatVector total = FloatVector.fromMemorySegment(F, ALL, sum & MASK, LE);
        for (int j = from; j < to; j++) {
            total = total.add(FloatVector.fromMemorySegment(F, ALL, p + j * LINE & MASK, LE));
        }
        total.intoMemorySegment(ALL, sum & MASK, LE);
    }

    /// `largest = largest + ln sum`, 0 where the sum is 0, and `sum = 1/sum`, 0 likewise, for `count` queries.
    ///
    /// With `sum = m·2ⁿ`, `m` between `√½` and `√2`: `ln m = 2·artanh t`, `t = (m − 1)/(m + 1)`, by its series up to `t⁹`.
    static void logs(long largest, long sum, int count) {
        for (int c = 0; c < count; c += L) {
            FloatVector total = FloatVector.fromMemorySegment(F, ALL, (sum + 4L * c) & MASK, LE);
            IntVector bits = total.reinterpretAsInts();
            IntVector n = bits.sub(SQRT_HALF).lanewise(ASHR, 23);
            FloatVector m = bits.sub(n.lanewise(LSHL, 23)).reinterpretAsFloats();
            FloatVector t = m.sub(1).div(m.add(1));
            FloatVector q = t.mul(t);
            FloatVector p = q.mul(2f / 9).add(2f / 7).mul(q).add(2f / 5).mul(q).add(2f / 3).mul(q).fma(t, t.add(t));
            FloatVector exponent = (FloatVector) n.convertShape(I2F, F, 0);
            FloatVector log = exponent.mul(LN2_LOW).add(p).add(exponent.mul(LN2_HIGH))
                    .add(FloatVector.fromMemorySegment(F, ALL, (largest + 4L * c) & MASK, LE));
            VectorMask<Float> none = total.compare(VectorOperators.LE, 0);
            log.blend(0, none).intoMemorySegment(ALL, (largest + 4L * c) & MASK, LE);
            FloatVector.broadcast(F, 1).div(total).blend(0, none).intoMemorySegment(ALL, (sum + 4L * c) & MASK, LE);
        }
    }
}
