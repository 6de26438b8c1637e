package t2l.tensor.simd.attention;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LT;
import static t2l.tensor.simd.lanes.Exact.exact;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.RawMemory.*;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.simd.lanes.Build.NotInlined;
import t2l.tensor.simd.lanes.Functions;

/// Walks along the lines of the two tables of the backward pass: a line is a query, a column a key. One table, at `p`,
/// holds scores, which become weights; the other, at `z`, holds `dy·v`, which become slopes.
///
/// What is known of a query is in arrays of numbers, one for each line.
final class SlopeTable {
    private static final long LINE = RowBlock.LINE;
    private static final FloatVector LANE = exact(FloatVector.zero(F).addIndex(1));

    /// `x = e^(x − lse)`, `z = x·(z − mean)` in `n` columns of `lines` lines.
    @NotInlined
    static void slopes(long p, long z, int lines, int n, long lse, long mean) {
        for (int i = 0; i < lines; i++) {
            float log = get(lse + 4L * i);
            float centre = get(mean + 4L * i);
            for (int c = 0; c < n; c += L) {
                long x = p + i * LINE + 4L * c;
                long d = z + i * LINE + 4L * c;
                FloatVector s = load(x).sub(log);
                FloatVector w = Functions.expBelow(s).blend(0, s.compare(LT, ScoreTable.NOTHING));
                store(w, x);
                store(load(d).sub(centre).mul(w), d);
            }
        }
    }

    /// Writes 0 into the `n` columns of a line that are not among `low … high`.
    @NotInlined
    static void clear(long line, int n, int low, int high) {
        for (int c = 0; c < n; c += L) {
            if (c < low || c + L > high) {
                VectorMask<Float> hidden = LANE.compare(LT, low - c).or(LANE.compare(GE, high - c));
                store(load(line + 4L * c).blend(0, hidden), line + 4L * c);
            }
        }
    }

    /// With capped scores `x`: `z = (z − mean)·(1 − (x·inverse)²)` in `n` columns of `lines` lines.
    @NotInlined
    static void uncap(long p, long z, int lines, int n, long mean, float inverse) {
        for (int i = 0; i < lines; i++) {
            float centre = get(mean + 4L * i);
            for (int c = 0; c < n; c += L) {
                long at = z + i * LINE + 4L * c;
                FloatVector u = load(p + i * LINE + 4L * c).mul(inverse);
                FloatVector d = load(at).sub(centre);
                store(d.sub(d.mul(u).mul(u)), at);
            }
        }
    }
}
