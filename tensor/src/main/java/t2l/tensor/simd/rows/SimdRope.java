package t2l.tensor.simd.rows;

import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.DType;
import t2l.tensor.Parallel;
import t2l.tensor.kernel.Gather;
import t2l.tensor.kernel.Rope;
import t2l.tensor.simd.lanes.Rows;

/// Rotary positions: the angles of a row are loaded once and turn all its heads.
public final class SimdRope implements Parallel.Body {
    private static final int CHUNK = 16384;

    private final Parallel threads;
    private final Rows x = new Rows();
    private final Rows positions = new Rows();
    private final Rows cos = new Rows();
    private final Rows sin = new Rows();
    private final Rows out = new Rows();
    private boolean accumulate;
    private boolean inverse;
    private int width;
    private int half;

    public SimdRope(Parallel threads) {
        this.threads = threads;
    }

    /// [t2l.tensor.kernel.Rope], or `ropeAdd` if `accumulate`; false, having done nothing, if [Rows] cannot walk an
    /// operand.
    public boolean run(Rope call) {
        if (!(x.see(call.x(), false) && positions.see(call.positions(), DType.I32, false) && cos.see(call.cos(), false)
                && sin.see(call.sin(), false)
                && out.edit(call.out(), false))) {
            return false;
        }
        for (int i = 0; i < call.x().dim(0); i++) {
            if (position(i) < 0 || position(i) >= call.cos().dim(0)) {
                throw Gather.outside("rope", position(i), call.cos());
            }
        }
        accumulate = call.add();
        inverse = call.inverse();
        width = call.x().dim(1);
        half = call.cos().dim(1);
        threads.rows(call.x().dim(0), Math.max(1, CHUNK / Math.max(1, width)), this);
        return true;
    }

    private int position(int i) {
        return positions.data().get(ValueLayout.JAVA_INT_UNALIGNED, positions.row(0) + 4L * i);
    }

    @Override
    public void run(int worker, int from, int to) {
        float sign = inverse ? -1 : 1;
        for (int row = from; row < to; row++) {
            long c = cos.row(position(row));
            long s = sin.row(position(row));
            for (int i = 0; i < half; i += L) {
                long p = x.row(row) + 4L * i;
                long k = out.row(row) + 4L * i;
                int some = Math.min(L, half - i);
                if (accumulate) {
                    turnAdd(x.data(), p, cos.data(), c + 4L * i, sin.data(), s + 4L * i, sign, out.data(), k, some,
                            width, half);
                } else {
                    turn(x.data(), p, cos.data(), c + 4L * i, sin.data(), s + 4L * i, sign, out.data(), k, some, width,
                            half);
                }
            }
        }
    }

    /// Turns `some` neighbouring columns of every head. One method that overwrites and one that adds, and a sign for the
    /// direction, as a choice between two vectors would make objects of them.
    private static void turn(MemorySegment x, long p, MemorySegment cos, long q, MemorySegment sin, long r, float sign,
            MemorySegment o, long k, int some, int width, int half) {
        VectorMask<Float> m = F.indexInRange(0, some);
        FloatVector c = FloatVector.fromMemorySegment(F, cos, q, LE, m);
        FloatVector s = FloatVector.fromMemorySegment(F, sin, r, LE, m).mul(sign);
        for (int h = 0; h < width; h += 2 * half) {
            FloatVector a = FloatVector.fromMemorySegment(F, x, p + 4L * h, LE, m);
            FloatVector b = FloatVector.fromMemorySegment(F, x, p + 4L * (h + half), LE, m);
            a.mul(c).sub(b.mul(s)).intoMemorySegment(o, k + 4L * h, LE, m);
            b.mul(c).add(a.mul(s)).intoMemorySegment(o, k + 4L * (h + half), LE, m);
        }
    }

    /// As [#turn], added to what is there.
    private static void turnAdd(MemorySegment x, long p, MemorySegment cos, long q, MemorySegment sin, long r,
            float sign, MemorySegment o, long k, int some, int width, int half) {
        VectorMask<Float> m = F.indexInRange(0, some);
        FloatVector c = FloatVector.fromMemorySegment(F, cos, q, LE, m);
        FloatVector s = FloatVector.fromMemorySegment(F, sin, r, LE, m).mul(sign);
        for (int h = 0; h < width; h += 2 * half) {
            FloatVector a = FloatVector.fromMemorySegment(F, x, p + 4L * h, LE, m);
            FloatVector b = FloatVector.fromMemorySegment(F, x, p + 4L * (h + half), LE, m);
            FloatVector u = FloatVector.fromMemorySegment(F, o, k + 4L * h, LE, m);
            FloatVector v = FloatVector.fromMemorySegment(F, o, k + 4L * (h + half), LE, m);
            a.mul(c).sub(b.mul(s)).add(u).intoMemorySegment(o, k + 4L * h, LE, m);
            b.mul(c).add(a.mul(s)).add(v).intoMemorySegment(o, k + 4L * (h + half), LE, m);
        }
    }
}
