package t2l.tensor.simd.training;

import static jdk.incubator.vector.VectorOperators.*;
import static t2l.tensor.simd.lanes.Exact.exact;
import static t2l.tensor.simd.lanes.Lanes.*;
import static t2l.tensor.simd.lanes.Part.load;
import static t2l.tensor.simd.lanes.Part.store;

import jdk.incubator.vector.*;
import t2l.tensor.Parallel;
import t2l.tensor.kernel.Elementwise.Dropout;
import t2l.tensor.kernel.Noise;
import t2l.tensor.simd.lanes.Build.Inlined;
import t2l.tensor.simd.lanes.Part;
import t2l.tensor.simd.lanes.Rows;

/// Dropout: the counters of [Noise] in integer lanes, exactly the numbers of the scalar definition.
public final class SimdDropout implements Parallel.Body {
    /// Elements of a chunk.
    private static final int CHUNK = 32768;
    private static final IntVector COUNT = IntVector.zero(I).addIndex(1).mul(Noise.STRIDE);
    private static final FloatVector ZERO = FloatVector.zero(F);

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

    /// [t2l.tensor.kernel.Elementwise.Dropout], or `dropoutAdd` if `accumulate`; false if it cannot.
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
            int n = out.length(r);
            int whole = F.loopBound(n);
            int first = stream + (int) out.first(r) * Noise.STRIDE;
            drop(accumulate, kept, first, threshold, x.row(r), out.row(r), whole);
            if (whole < n) {
                rest(accumulate, kept, first + whole * Noise.STRIDE, threshold, x.row(r) + 4L * whole,
                        out.row(r) + 4L * whole, n - whole);
            }
        }
    }

    private static void drop(boolean accumulate, float kept, int first, int threshold, long p, long k, int n) {
        for (int i = 0; i < n; i += L) {
            drop(accumulate, kept, first + i * Noise.STRIDE, threshold, p + 4L * i, k + 4L * i, Part.whole());
        }
    }

    /// Fewer elements than a register has.
    private static void rest(boolean accumulate, float kept, int first, int threshold, long p, long k, int n) {
        drop(accumulate, kept, first, threshold, p, k, Part.rest(0, n));
    }

    @Inlined
    private static void drop(boolean accumulate, float kept, int first, int threshold, long p, long k,
            VectorMask<Float> part) {
        FloatVector y = ZERO.blend(load(p, part).mul(kept), keep(first, threshold));
        store(y.add(accumulate ? load(k, part) : FloatVector.zero(F)), k, part);
    }

    @Inlined
    private static VectorMask<Float> keep(int first, int threshold) {
        IntVector h = COUNT.add(first);
        h = h.lanewise(XOR, h.lanewise(LSHR, 16)).mul(Noise.M1);
        h = h.lanewise(XOR, h.lanewise(LSHR, 13)).mul(Noise.M2);
        h = h.lanewise(XOR, h.lanewise(LSHR, 16));
        return exact(h.lanewise(LSHR, 8)).compare(GE, threshold).cast(F);
    }
}
