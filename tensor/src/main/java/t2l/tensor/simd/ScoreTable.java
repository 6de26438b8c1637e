package t2l.tensor.simd;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;
import static t2l.tensor.simd.Lanes.F;
import static t2l.tensor.simd.Lanes.I;
import static t2l.tensor.simd.Lanes.L;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/// Walks down one register's width of columns of a table of scores ([Attended]): a column is a query, a line a key.
///
/// What is known of a query stands in lines of its own, at the same column: the largest score, the sum, and so on. Each
/// walk has a twin for keys that not all queries of the register see: `first` and `end` are lines with the first key a
/// query sees and the key after its last, counted from the first line of the table. Lines are [Attended#LINE] bytes
/// apart.
final class ScoreTable {
    private static final long LINE = Attended.LINE;

    /// Below every score; finite, so that a difference of two is a number.
    static final float LOWEST = -1e30f;

    private ScoreTable() {}

    /// `largest = max(largest, x)` over the lines `from … to`.
    static void largest(MemorySegment x, long p, int from, int to, long largest) {
        FloatVector max = load(x, largest);
        for (int j = from; j < to; j++) {
            FloatVector s = load(x, p + j * LINE);
            max = max.blend(s, s.compare(GT, max));
        }
        max.intoMemorySegment(x, largest, Lanes.LE);
    }

    static void largestSeen(MemorySegment x, long p, int from, int to, long largest, long first, long end) {
        FloatVector max = load(x, largest);
        for (int j = from; j < to; j++) {
            FloatVector s = load(x, p + j * LINE);
            max = max.blend(s, s.compare(GT, max).and(seen(x, first, end, j)));
        }
        max.intoMemorySegment(x, largest, Lanes.LE);
    }

    /// `x = e^(x − largest)` and `sum += x` over the lines `from … to`.
    static void weights(MemorySegment x, long p, int from, int to, long largest, long sum) {
        FloatVector max = load(x, largest);
        FloatVector total = load(x, sum);
        for (int j = from; j < to; j++) {
            FloatVector e = Functions.expBelow(load(x, p + j * LINE).sub(max));
            e.intoMemorySegment(x, p + j * LINE, Lanes.LE);
            total = total.add(e);
        }
        total.intoMemorySegment(x, sum, Lanes.LE);
    }

    /// As [#weights]; 0 where a query does not see a key.
    static void weightsSeen(MemorySegment x, long p, int from, int to, long largest, long sum, long first, long end) {
        FloatVector max = load(x, largest);
        FloatVector total = load(x, sum);
        FloatVector none = FloatVector.zero(F);
        for (int j = from; j < to; j++) {
            FloatVector e = none.blend(Functions.expBelow(load(x, p + j * LINE).sub(max)), seen(x, first, end, j));
            e.intoMemorySegment(x, p + j * LINE, Lanes.LE);
            total = total.add(e);
        }
        total.intoMemorySegment(x, sum, Lanes.LE);
    }

    /// After the largest scores went from `before` to `largest`: `kept = e^(before − largest)`, `sum = sum·kept`.
    static void keep(MemorySegment x, long before, long largest, long sum, long kept) {
        FloatVector factor = Functions.expBelow(load(x, before).sub(load(x, largest)));
        factor.intoMemorySegment(x, kept, Lanes.LE);
        load(x, sum).mul(factor).intoMemorySegment(x, sum, Lanes.LE);
    }

    /// `x = e^(x − lse)`, `z = x·(z − mean)·scale` over the lines `from … to`.
    static void slopes(MemorySegment x, long p, long z, int from, int to, long lse, long mean, float scale) {
        FloatVector log = load(x, lse);
        FloatVector centre = load(x, mean);
        for (int j = from; j < to; j++) {
            FloatVector w = Functions.expBelow(load(x, p + j * LINE).sub(log));
            w.intoMemorySegment(x, p + j * LINE, Lanes.LE);
            w.mul(load(x, z + j * LINE).sub(centre)).mul(scale).intoMemorySegment(x, z + j * LINE, Lanes.LE);
        }
    }

    /// As [#slopes]; 0 where a query does not see a key.
    static void slopesSeen(MemorySegment x, long p, long z, int from, int to, long lse, long mean, float scale,
            long first, long end) {
        FloatVector log = load(x, lse);
        FloatVector centre = load(x, mean);
        FloatVector none = FloatVector.zero(F);
        for (int j = from; j < to; j++) {
            VectorMask<Float> seen = seen(x, first, end, j);
            FloatVector w = none.blend(Functions.expBelow(load(x, p + j * LINE).sub(log)), seen);
            w.intoMemorySegment(x, p + j * LINE, Lanes.LE);
            none.blend(w.mul(load(x, z + j * LINE).sub(centre)).mul(scale), seen).intoMemorySegment(x, z + j * LINE,
                    Lanes.LE);
        }
    }

    /// With capped scores `x`: `z = (z − mean)·(1 − (x·inverse)²)` over the lines `from … to`; then `mean = 0`.
    static void uncap(MemorySegment x, long p, long z, int from, int to, long mean, float inverse) {
        FloatVector centre = load(x, mean);
        for (int j = from; j < to; j++) {
            FloatVector u = load(x, p + j * LINE).mul(inverse);
            FloatVector d = load(x, z + j * LINE).sub(centre);
            d.sub(d.mul(u).mul(u)).intoMemorySegment(x, z + j * LINE, Lanes.LE);
        }
    }

    /// `largest = largest + log(sum)`, 0 where the sum is 0.
    static void logs(MemorySegment x, long largest, long sum) {
        FloatVector total = load(x, sum);
        FloatVector log = load(x, largest).add(Functions.log(total));
        log.blend(0, total.compare(LE, 0)).intoMemorySegment(x, largest, Lanes.LE);
    }

    private static FloatVector load(MemorySegment x, long at) {
        return FloatVector.fromMemorySegment(F, x, at, Lanes.LE);
    }

    private static VectorMask<Float> seen(MemorySegment x, long first, long end, int j) {
        return IntVector.fromMemorySegment(I, x, first, Lanes.LE).compare(LE, j)
                .and(IntVector.fromMemorySegment(I, x, end, Lanes.LE).compare(GT, j)).cast(F);
    }
}
