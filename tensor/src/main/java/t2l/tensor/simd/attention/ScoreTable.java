package t2l.tensor.simd.attention;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static t2l.tensor.simd.lanes.Exact.bits;
import static t2l.tensor.simd.lanes.Exact.exact;
import static t2l.tensor.simd.lanes.Exact.floats;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.I;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LANE;
import static t2l.tensor.simd.lanes.RawMemory.load;
import static t2l.tensor.simd.lanes.RawMemory.store;

import jdk.incubator.vector.*;
import t2l.tensor.simd.attention.Attended.VisibleKeys;
import t2l.tensor.simd.lanes.Build.NotInlined;
import t2l.tensor.simd.lanes.Exact;
import t2l.tensor.simd.lanes.Functions;

/// Walks down one register's width of columns of a table of scores: a column is a query, a line a key.
///
/// Each walk is a method of its own, and keeps what it has found out in memory (docs/c2.md, rules 1 and 5).
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

    /// `x = HIDDEN` over the lines `from … to` where a query does not see a key; `c` is the first query.
    static void hide(long p, int from, int to, VisibleKeys seen, int c) {
        hide(p, from, to, seen.from() + c, seen.to() + c, seen.low(), seen.high());
    }

    @NotInlined
    private static void hide(long p, int from, int to, int first, int end, int low, int high) {
        IntVector firsts = exact(LANE.add(first)).max(low);
        IntVector ends = exact(LANE.add(end)).min(high);
        for (int j = from; j < to; j++) {
            IntVector key = exact(IntVector.broadcast(I, j));
            FloatVector seen = load(p + j * LINE).blend(HIDDEN, key.compare(LT, firsts).cast(F));
            store(seen.blend(HIDDEN, key.compare(GE, ends).cast(F)), p + j * LINE);
        }
    }

    /// `kept = largest`, and `largest = max(largest, x)` over the lines `from … to`.
    @NotInlined
    static void largest(long p, int from, int to, long largest, long kept) {
        FloatVector max = load(largest);
        store(max, kept);
        for (int j = from; j < to; j++) {
            FloatVector x = load(p + j * LINE);
            max = exact(max).blend(x, x.compare(GT, max));
        }
        store(max, largest);
    }

    /// `kept = e^(kept − largest)`, `sum = sum·kept`.
    @NotInlined
    static void keep(long largest, long kept, long sum) {
        FloatVector d = load(kept).sub(load(largest));
        FloatVector w = Functions.expBelow(d).blend(0, d.compare(LT, NOTHING));
        store(w, kept);
        store(w.mul(load(sum)), sum);
    }

    /// `x = e^(x − largest)` and `sum += x` over the lines `from … to`.
    @NotInlined
    static void weights(long p, int from, int to, long largest, long sum) {
        FloatVector max = load(largest);
        FloatVector total = load(sum);
        for (int j = from; j < to; j++) {
            FloatVector d = load(p + j * LINE).sub(max);
            FloatVector w = Functions.expBelow(d).blend(0, d.compare(LT, NOTHING));
            store(w, p + j * LINE);
            total = w.add(total);
        }
        store(total, sum);
    }

    /// `largest = largest + ln sum`, 0 where the sum is 0, and `sum = 1/sum`, 0 likewise, for `count` queries.
    ///
    /// With `sum = m·2ⁿ`, `m` between `√½` and `√2`: `ln m = 2·artanh t`, `t = (m − 1)/(m + 1)`, by its series up to `t⁹`.
    @NotInlined
    static void logs(long largest, long sum, int count) {
        for (int c = 0; c < count; c += L) {
            FloatVector total = load(sum + 4L * c);
            IntVector bits = bits(total);
            IntVector n = bits.sub(SQRT_HALF).lanewise(ASHR, 23);
            FloatVector m = floats(bits.sub(n.lanewise(LSHL, 23)));
            FloatVector t = m.sub(1).div(m.add(1));
            FloatVector q = t.mul(t);
            FloatVector p = q.mul(2f / 9).add(2f / 7).mul(q).add(2f / 5).mul(q).add(2f / 3).mul(q).fma(t, t.add(t));
            FloatVector exponent = Exact.converted(n);
            FloatVector log = exponent.mul(LN2_LOW).add(p).add(exponent.mul(LN2_HIGH)).add(load(largest + 4L * c));
            VectorMask<Float> none = total.compare(LE, 0);
            store(log.blend(0, none), largest + 4L * c);
            store(exact(FloatVector.broadcast(F, 1)).div(total).blend(0, none), sum + 4L * c);
        }
    }
}
