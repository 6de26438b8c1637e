package t2l.tensor.simd;

import static t2l.tensor.simd.Lanes.F;
import static t2l.tensor.simd.Lanes.L;
import static t2l.tensor.simd.Lanes.LE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.Contract;
import t2l.tensor.DType;
import t2l.tensor.Parallel;
import t2l.tensor.Tensor;

/// Rotary positions: the angles of a row are loaded once and turn all its heads.
final class SimdRope implements Parallel.Body {
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

    SimdRope(Parallel threads) {
        this.threads = threads;
    }

    /// [t2l.tensor.Kernels#rope], or `ropeAdd` if `accumulate`; false, having done nothing, if [Rows] cannot walk an
    /// operand.
    boolean rope(boolean accumulate, Tensor x, Tensor positions, Tensor cos, Tensor sin, boolean inverse, Tensor out) {
        Contract.rope(x, positions, cos, sin, out);
        if (!(this.x.see(x, false) && this.positions.see(positions, DType.I32, false) && this.cos.see(cos, false)
                && this.sin.see(sin, false)
                && this.out.see(out, false))) {
            return false;
        }
        for (int i = 0; i < x.dim(0); i++) {
            if (position(i) < 0 || position(i) >= cos.dim(0)) {
                throw Contract.id("rope", position(i), cos);
            }
        }
        this.accumulate = accumulate;
        this.inverse = inverse;
        width = x.dim(1);
        half = cos.dim(1);
        threads.rows(x.dim(0), Math.max(1, CHUNK / Math.max(1, width)), this);
        return true;
    }

    private int position(int i) {
        return positions.data().get(ValueLayout.JAVA_INT_UNALIGNED, positions.row(0) + 4L * i);
    }

    @Override
    public void run(int worker, int from, int to) {
        for (int r = from; r < to; r++) {
            turn(accumulate, inverse, x.data(), x.row(r), cos.data(), cos.row(position(r)), sin.data(),
                    sin.row(position(r)), out.data(),
                    out.row(r), width, half);
        }
    }

    private static void turn(boolean accumulate, boolean inverse, MemorySegment x, long p, MemorySegment cos, long q,
            MemorySegment sin, long r,
            MemorySegment o, long k, int width, int half) {
        for (int i = 0; i < half; i += L) {
            VectorMask<Float> m = F.indexInRange(i, half);
            FloatVector c = FloatVector.fromMemorySegment(F, cos, q + 4L * i, LE, m);
            FloatVector s = FloatVector.fromMemorySegment(F, sin, r + 4L * i, LE, m);
            s = inverse ? s.neg() : s;
            for (int h = i; h < width; h += 2 * half) {
                FloatVector a = FloatVector.fromMemorySegment(F, x, p + 4L * h, LE, m);
                FloatVector b = FloatVector.fromMemorySegment(F, x, p + 4L * (h + half), LE, m);
                FloatVector left = a.mul(c).sub(b.mul(s));
                FloatVector right = b.mul(c).add(a.mul(s));
                if (accumulate) {
                    left = left.add(FloatVector.fromMemorySegment(F, o, k + 4L * h, LE, m));
                    right = right.add(FloatVector.fromMemorySegment(F, o, k + 4L * (h + half), LE, m));
                }
                left.intoMemorySegment(o, k + 4L * h, LE, m);
                right.intoMemorySegment(o, k + 4L * (h + half), LE, m);
            }
        }
    }
}
