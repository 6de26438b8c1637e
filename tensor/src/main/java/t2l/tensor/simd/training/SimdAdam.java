package t2l.tensor.simd.training;

import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.RawMemory.load;
import static t2l.tensor.simd.lanes.RawMemory.store;

import jdk.incubator.vector.FloatVector;
import t2l.tensor.Parallel;
import t2l.tensor.kernel.AdamWStep;
import t2l.tensor.simd.lanes.RawMemory;
import t2l.tensor.simd.lanes.Rows;

/// AdamWStep in one walk over weights, gradients and both moments: it reads and writes each once.
public final class SimdAdam implements Parallel.Body {
    /// Elements of a chunk.
    private static final int CHUNK = 2 * Rows.PIECE;

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
            advance(w.row(r), g.row(r), m.row(r), v.row(r), whole);
            if (whole < n) {
                rest(w.row(r), g.row(r), m.row(r), v.row(r), whole, n);
            }
        }
    }

    private void advance(long i, long j, long k, long l, int n) {
        float beta1 = this.beta1;
        float beta2 = this.beta2;
        float fresh1 = this.fresh1;
        float fresh2 = this.fresh2;
        float step = this.step;
        float root = this.root;
        float eps = this.eps;
        float shrink = this.shrink;
        for (int e = 0; e < n; e += L) {
            FloatVector grad = load(j + 4L * e);
            FloatVector first = load(k + 4L * e).mul(beta1).add(grad.mul(fresh1));
            FloatVector second = load(l + 4L * e).mul(beta2).add(grad.mul(grad).mul(fresh2));
            FloatVector weight = load(i + 4L * e);
            FloatVector move = first.mul(step).div(second.sqrt().mul(root).add(eps)).add(weight.mul(shrink));
            store(first, k + 4L * e);
            store(second, l + 4L * e);
            store(weight.sub(move), i + 4L * e);
        }
    }

    /// As [#advance], one by one for the elements `from … n` that do not fill a register: the same roundings in the same
    /// order. A second, masked copy of the loop would be too large (docs/c2.md, rule 4).
    private void rest(long i, long j, long k, long l, int from, int n) {
        for (int e = from; e < n; e++) {
            float grad = RawMemory.get(j + 4L * e);
            float first = RawMemory.get(k + 4L * e) * beta1 + grad * fresh1;
            float second = RawMemory.get(l + 4L * e) * beta2 + grad * grad * fresh2;
            float weight = RawMemory.get(i + 4L * e);
            float move = first * step / ((float) Math.sqrt(second) * root + eps) + weight * shrink;
            RawMemory.set(k + 4L * e, first);
            RawMemory.set(l + 4L * e, second);
            RawMemory.set(i + 4L * e, weight - move);
        }
    }
}
