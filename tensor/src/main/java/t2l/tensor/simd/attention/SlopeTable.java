package t2l.tensor.simd.attention;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LT;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;
import static t2l.tensor.simd.lanes.RawMemory.ALL;
import static t2l.tensor.simd.lanes.RawMemory.MASK;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.simd.lanes.Functions;
import t2l.tensor.simd.lanes.RawMemory;

/// Walks along the lines of the two tables of the backward pass: a line is a query, a column a key. One table, at `p`,
/// holds scores, which become weights; the other, at `z`, holds `dy·v`, which become slopes.
///
/// What is known of a query is in arrays of numbers, one for each line.
final class SlopeTable {
    private static final long LINE = RowBlock.LINE;
    private static final FloatVector LANE = FloatVector.zero(F).addIndex(1);

    private SlopeTable() {}

    /// `x = e^(x − lse)`, `z = x·(z − mean)` in `n` columns of `lines` lines.
    static void slopes(long p, long z, int lines, int n, long lse, long mean) {
        for (int i = 0; i < lines; i++) {
            float log = RawMemory.get(lse + 4L * i);
            float centre = RawMemory.get(mean + 4L * i);
            for (int c = 0; c < n; c += L) {
                long x = p + i * LINE + 4L * c & MASK;
                long d = z + i * LINE + 4L * c & MASK;
                FloatVector s = FloatVector.fromMemorySegment(F, ALL, x, LE).sub(log);
                FloatVector w = Functions.expBelow(s).blend(0, s.compare(LT, ScoreTable.NOTHING));
                w.intoMemorySegment(ALL, x, LE);
                FloatVector.fromMemorySegment(F, ALL, d, LE).sub(centre).mul(w).intoMemorySegment(ALL, d, LE);
            }
        }
    }

    /// Writes 0 into the `n` columns of a line that are not among `low … high`.
    static void clear(long line, int n, int low, int high) {
        for (int c = 0; c < n; c += L) {
            if (c < low || c + L > high) {
                long at = line + 4L * c & MASK;
                VectorMask<Float> seen = LANE.compare(GE, low - c).and(LANE.compare(LT, high - c));
                FloatVector.zero(F).blend(FloatVector.fromMemorySegment(F, ALL, at, LE), seen)
                        .intoMemorySegment(ALL, at, LE);
            }
        }
    }

    /// With capped scores `x`: `z = (z − mean)·(1 − (x·inverse)²)` in `n` columns of `lines` lines.
    static void uncap(long p, long z, int lines, int n, long mean, float inverse) {
        for (int i = 0; i < lines; i++) {
            float centre = RawMemory.get(mean + 4L * i);
            for (int c = 0; c < n; c += L) {
                long at = z + i * LINE + 4L * c & MASK;
                FloatVector u = FloatVector.fromMemorySegment(F, ALL, p + i * LINE + 4L * c & MASK, LE).mul(inverse);
                FloatVector d = FloatVector.fromMemorySegment(F, ALL, at, LE).sub(centre);
                d.sub(d.mul(u).mul(u)).intoMemorySegment(ALL, at, LE);
            }
        }
    }
}
