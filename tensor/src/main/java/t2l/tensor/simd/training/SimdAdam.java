package t2l.tensor.simd.training;

import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import t2l.tensor.Parallel;
import t2l.tensor.kernel.AdamWStep;
import t2l.tensor.simd.lanes.Rows;

/// AdamWStep in one walk over weights, gradients and both moments: it reads and writes each once.
public final class SimdAdam implements Parallel.Body {
    /// Elements of a chunk.
    private static final int CHUNK = 2 * Rows.PIECE;

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final Parallel threads;
    private final Rows w = new Rows();
    private final Rows g = new Rows();
    private final Rows m = new Rows();
    private final Rows v = new Rows();
    private float beta1;
    private float beta2;
    private float fresh1;
    private float fresh2;
    private float step;
    private float root;
    private float eps;
    private float shrink;

    public SimdAdam(Parallel threads) {
        this.threads = threads;
    }

    /// [t2l.tensor.kernel.AdamWStep] over contiguous F32 blocks; false, having done nothing, for others.
    public boolean run(AdamWStep call) {
        boolean flat = call.w().contiguous() && call.g().contiguous() && call.m().contiguous() && call.v().contiguous();
        if (!(flat && w.edit(call.w(), true) && g.see(call.g(), true) && m.edit(call.m(), true)
                && v.edit(call.v(), true))) {
            return false;
        }
        beta1 = (float) call.beta1();
        beta2 = (float) call.beta2();
        fresh1 = (float) (1 - call.beta1());
        fresh2 = (float) (1 - call.beta2());
        step = (float) (call.lr() / (1 - Math.pow(call.beta1(), (double) call.t())));
        root = (float) (1 / Math.sqrt(1 - Math.pow(call.beta2(), (double) call.t())));
        eps = (float) call.eps();
        shrink = (float) (call.lr() * call.decay());
        w.share(threads, CHUNK, this);
        return true;
    }

    @Override
    public void run(int worker, int from, int to) {
        for (int r = from; r < to; r++) {
            int n = w.length(r);
            int whole = F.loopBound(n);
            advance(w.data(), w.row(r), g.data(), g.row(r), m.data(), m.row(r), v.data(), v.row(r), whole);
            if (whole < n) {
                rest(w.data(), w.row(r), g.data(), g.row(r), m.data(), m.row(r), v.data(), v.row(r), whole, n);
            }
        }
    }

    private void advance(MemorySegment w, long i, MemorySegment g, long j, MemorySegment m, long k, MemorySegment v,
            long l, int n) {
        float beta1 = this.beta1;
        float beta2 = this.beta2;
        float fresh1 = this.fresh1;
        float fresh2 = this.fresh2;
        float step = this.step;
        float root = this.root;
        float eps = this.eps;
        float shrink = this.shrink;
        for (int e = 0; e < n; e += L) {
            FloatVector grad = FloatVector.fromMemorySegment(F, g, j + 4L * e, LE);
            FloatVector first = FloatVector.fromMemorySegment(F, m, k + 4L * e, LE).mul(beta1).add(grad.mul(fresh1));
            FloatVector second = FloatVector.fromMemorySegment(F, v, l + 4L * e, LE).mul(beta2)
                    .add(grad.mul(grad).mul(fresh2));
            FloatVector weight = FloatVector.fromMemorySegment(F, w, i + 4L * e, LE);
            FloatVector move = first.mul(step).div(second.sqrt().mul(root).add(eps)).add(weight.mul(shrink));
            first.intoMemorySegment(m, k + 4L * e, LE);
            second.intoMemorySegment(v, l + 4L * e, LE);
            weight.sub(move).intoMemorySegment(w, i + 4L * e, LE);
        }
    }

    /// As [#advance], one by one for the elements `from … n` that do not fill a register: the same roundings in the same
    /// order. A second, masked copy of the loop would be too large for the compilers.
    private void rest(MemorySegment w, long i, MemorySegment g, long j, MemorySegment m, long k, MemorySegment v,
            long l, int from, int n) {
        for (int e = from; e < n; e++) {
            float grad = g.get(FLOAT, j + 4L * e);
            float first = m.get(FLOAT, k + 4L * e) * beta1 + grad * fresh1;
            float second = v.get(FLOAT, l + 4L * e) * beta2 + grad * grad * fresh2;
            float weight = w.get(FLOAT, i + 4L * e);
            float move = first * step / ((float) Math.sqrt(second) * root + eps) + weight * shrink;
            m.set(FLOAT, k + 4L * e, first);
            v.set(FLOAT, l + 4L * e, second);
            w.set(FLOAT, i + 4L * e, weight - move);
        }
    }
}
