package t2l.tensor.simd.training;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.I;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.RawMemory.load;
import static t2l.tensor.simd.lanes.RawMemory.store;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.Parallel;
import t2l.tensor.kernel.Dropout;
import t2l.tensor.kernel.Noise;
import t2l.tensor.simd.lanes.Rows;

/// Dropout: the counters of [Noise] in integer lanes, exactly the numbers of the scalar definition.
public final class SimdDropout implements Parallel.Body {
    /// Elements of a chunk.
    private static final int CHUNK = 32768;
    private static final IntVector COUNT = IntVector.zero(I).addIndex(1).mul(Noise.STRIDE);

    private final Parallel threads;
    private final Rows x = new Rows();
    private final Rows out = new Rows();
    private boolean accumulate;
    private float kept;
    private int stream;
    private int threshold;

    public SimdDropout(Parallel threads) {
        this.threads = threads;
    }

    /// [t2l.tensor.kernel.Dropout], or `dropoutAdd` if `accumulate`; false if it cannot.
    public boolean run(Dropout call) {
        boolean flat = call.x().contiguous() && call.out().contiguous();
        if (!(x.see(call.x(), flat) && out.edit(call.out(), flat))) {
            return false;
        }
        accumulate = call.add();
        kept = (float) (1 / (1 - call.p()));
        stream = Noise.stream(call.key(), call.salt());
        threshold = Noise.threshold(call.p());
        out.share(threads, CHUNK, this);
        return true;
    }

    @Override
    public void run(int worker, int from, int to) {
        for (int r = from; r < to; r++) {
            int first = (int) out.first(r);
            drop(accumulate, kept, stream + first * Noise.STRIDE, threshold, x.row(r), out.row(r),
                    out.length(r));
        }
    }

    private static void drop(boolean accumulate, float kept, int stream, int threshold, long p,
            long k, int n) {
        FloatVector zero = FloatVector.zero(F);
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            FloatVector x = load(p + 4L * i).mul(kept);
            FloatVector y = zero.blend(x, keep(stream + i * Noise.STRIDE, threshold));
            FloatVector z = accumulate ? load(k + 4L * i) : zero;
            store(z.add(y), k + 4L * i);
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector x = load(p + 4L * i, m).mul(kept);
            FloatVector y = zero.blend(x, keep(stream + i * Noise.STRIDE, threshold));
            FloatVector z = accumulate ? load(k + 4L * i, m) : zero;
            store(z.add(y), k + 4L * i, m);
        }
    }

    private static VectorMask<Float> keep(int first, int threshold) {
        IntVector h = COUNT.add(first);
        h = h.lanewise(XOR, h.lanewise(LSHR, 16)).mul(Noise.M1);
        h = h.lanewise(XOR, h.lanewise(LSHR, 13)).mul(Noise.M2);
        h = h.lanewise(XOR, h.lanewise(LSHR, 16));
        return h.lanewise(LSHR, 8).compare(GE, threshold).cast(F);
    }
}
