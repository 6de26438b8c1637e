package t2l.tensor.simd.attention;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.I;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import t2l.tensor.simd.lanes.Functions;

/// Walks down one register's width of columns of a table of scores ([Attended]): a column is a query, a line a key.
///
/// The data of a query are in lines of their own, at the same column: the largest score, the sum, and so on. Where
/// not all queries of the register see a key, `first` and `end` are lines with the first key that a query sees and the
/// key after its last, counted from the first line of the table. Lines are [Attended#LINE] bytes apart.
///
/// Each walk is a method of its own, and keeps what it has found out in memory: a register that leaves a method which the
/// compiler does not inline would be an object on the heap.
final class ScoreTable {
    private static final long LINE = Attended.LINE;

    /// Below every score; finite, so that a difference of two is a number.
    static final float LOWEST = -1e30f;

    /// The bits of `√½`.
    private static final int SQRT_HALF = 0x3f3504f3;

    /// `ln 2` in two parts, of which the products of the first with small integers are exact.
    private static final float LN2_HIGH = 0.69314575f;
    private static final float LN2_LOW = 1.4286068e-6f;

    private ScoreTable() {}

    /// `largest = max(largest, x)` over the lines `from … to`.
    static void largest(MemorySegment x, long p, int from, int to, long largest) {
        FloatVector max = FloatVector.fromMemorySegment(F, x, largest, LE);
        for (int j = from; j < to; j++) {
            FloatVector s = FloatVector.fromMemorySegment(F, x, p + j * LINE, LE);
            max = max.blend(s, s.compare(GT, max));
        }
        max.intoMemorySegment(x, largest, LE);
    }

    /// `x = LOWEST` over the lines `from … to` where a query does not see a key.
    static void hide(MemorySegment x, long p, int from, int to, long first, long end) {
        IntVector low = IntVector.fromMemorySegment(I, x, first, LE);
        IntVector high = IntVector.fromMemorySegment(I, x, end, LE);
        for (int j = from; j < to; j++) {
            VectorMask<Float> seen = low.compare(VectorOperators.LE, j).and(high.compare(GT, j)).cast(F);
            FloatVector.broadcast(F, LOWEST).blend(FloatVector.fromMemorySegment(F, x, p + j * LINE, LE), seen)
                    .intoMemorySegment(x, p + j * LINE, LE);
        }
    }

    /// `x = e^(x − largest)` over the lines `from … to`.
    static void weights(MemorySegment x, long p, int from, int to, long largest) {
        FloatVector max = FloatVector.fromMemorySegment(F, x, largest, LE);
        for (int j = from; j < to; j++) {
            Functions.expBelow(FloatVector.fromMemorySegment(F, x, p + j * LINE, LE).sub(max)).intoMemorySegment(x,
                    p + j * LINE, LE);
        }
    }

    /// As [#weights]; 0 where a query does not see a key.
    static void weightsSeen(MemorySegment x, long p, int from, int to, long largest, long first, long end) {
        FloatVector max = FloatVector.fromMemorySegment(F, x, largest, LE);
        IntVector low = IntVector.fromMemorySegment(I, x, first, LE);
        IntVector high = IntVector.fromMemorySegment(I, x, end, LE);
        for (int j = from; j < to; j++) {
            VectorMask<Float> seen = low.compare(VectorOperators.LE, j).and(high.compare(GT, j)).cast(F);
            FloatVector.zero(F)
                    .blend(Functions.expBelow(FloatVector.fromMemorySegment(F, x, p + j * LINE, LE).sub(max)), seen)
                    .intoMemorySegment(x, p + j * LINE, LE);
        }
    }

    /// `sum += x` over the lines `from … to`: a walk of its own, as with the exponentials in it some compilations make
    /// objects of the sums.
    static void sum(MemorySegment x, long p, int from, int to, long sum) {
        FloatVector total = FloatVector.fromMemorySegment(F, x, sum, LE);
        for (int j = from; j < to; j++) {
            total = total.add(FloatVector.fromMemorySegment(F, x, p + j * LINE, LE));
        }
        total.intoMemorySegment(x, sum, LE);
    }

    /// `x = e^(x − lse)`, `z = x·(z − mean)·scale` over the lines `from … to`.
    static void slopes(MemorySegment x, long p, long z, int from, int to, long lse, long mean, float scale) {
        FloatVector log = FloatVector.fromMemorySegment(F, x, lse, LE);
        FloatVector centre = FloatVector.fromMemorySegment(F, x, mean, LE);
        for (int j = from; j < to; j++) {
            FloatVector d = FloatVector.fromMemorySegment(F, x, z + j * LINE, LE).sub(centre).mul(scale);
            FloatVector w = Functions.expBelow(FloatVector.fromMemorySegment(F, x, p + j * LINE, LE).sub(log));
            w.intoMemorySegment(x, p + j * LINE, LE);
            w.mul(d).intoMemorySegment(x, z + j * LINE, LE);
        }
    }

    /// As [#slopes]; 0 where a query does not see a key.
    static void slopesSeen(MemorySegment x, long p, long z, int from, int to, long lse, long mean, float scale,
            long first, long end) {
        FloatVector log = FloatVector.fromMemorySegment(F, x, lse, LE);
        FloatVector centre = FloatVector.fromMemorySegment(F, x, mean, LE);
        IntVector low = IntVector.fromMemorySegment(I, x, first, LE);
        IntVector high = IntVector.fromMemorySegment(I, x, end, LE);
        for (int j = from; j < to; j++) {
            VectorMask<Float> seen = low.compare(VectorOperators.LE, j).and(high.compare(GT, j)).cast(F);
            FloatVector d = FloatVector.fromMemorySegment(F, x, z + j * LINE, LE).sub(centre).mul(scale);
            FloatVector w = Functions.expBelow(FloatVector.fromMemorySegment(F, x, p + j * LINE, LE).sub(log));
            FloatVector.zero(F).blend(w, seen).intoMemorySegment(x, p + j * LINE, LE);
            FloatVector.zero(F).blend(w.mul(d), seen).intoMemorySegment(x, z + j * LINE, LE);
        }
    }

    /// With capped scores `x`: `z = (z − mean)·(1 − (x·inverse)²)` over the lines `from … to`.
    static void uncap(MemorySegment x, long p, long z, int from, int to, long mean, float inverse) {
        FloatVector centre = FloatVector.fromMemorySegment(F, x, mean, LE);
        for (int j = from; j < to; j++) {
            FloatVector u = FloatVector.fromMemorySegment(F, x, p + j * LINE, LE).mul(inverse);
            FloatVector d = FloatVector.fromMemorySegment(F, x, z + j * LINE, LE).sub(centre);
            d.sub(d.mul(u).mul(u)).intoMemorySegment(x, z + j * LINE, LE);
        }
    }

    /// `largest = largest + ln sum`, 0 where the sum is 0, for `count` queries.
    ///
    /// With `sum = m·2ⁿ`, `m` between `√½` and `√2`: `ln m = 2·artanh t`, `t = (m − 1)/(m + 1)`, by its series up to `t⁹`.
    static void logs(MemorySegment x, long largest, long sum, int count) {
        for (int c = 0; c < count; c += L) {
            FloatVector total = FloatVector.fromMemorySegment(F, x, sum + 4L * c, LE);
            IntVector bits = total.reinterpretAsInts();
            IntVector n = bits.sub(SQRT_HALF).lanewise(ASHR, 23);
            FloatVector m = bits.sub(n.lanewise(LSHL, 23)).reinterpretAsFloats();
            FloatVector t = m.sub(1).div(m.add(1));
            FloatVector q = t.mul(t);
            FloatVector p = q.mul(2f / 9).add(2f / 7).mul(q).add(2f / 5).mul(q).add(2f / 3).mul(q).fma(t, t.add(t));
            FloatVector exponent = (FloatVector) n.convert(I2F, 0);
            FloatVector log = exponent.mul(LN2_LOW).add(p).add(exponent.mul(LN2_HIGH))
                    .add(FloatVector.fromMemorySegment(F, x, largest + 4L * c, LE));
            log.blend(0, total.compare(VectorOperators.LE, 0)).intoMemorySegment(x, largest + 4L * c, LE);
        }
    }
}
