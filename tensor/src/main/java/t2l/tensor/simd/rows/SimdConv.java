package t2l.tensor.simd.rows;

import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Part.*;

import jdk.incubator.vector.VectorMask;
import t2l.tensor.*;
import t2l.tensor.kernel.Sequences.CausalConv;
import t2l.tensor.kernel.Sequences.CausalConvGradAdd;
import t2l.tensor.simd.lanes.Build.Inlined;
import t2l.tensor.simd.lanes.RawMemory;
import t2l.tensor.simd.lanes.Rows;

/// Causal convolutions and their gradient for the input: both are sums of some neighbouring rows, each times a row of weights.
///
/// A method returns false, having done nothing, if [Rows] cannot walk an operand.
public final class SimdConv implements Parallel.Body {
    private static final int CHUNK = 8192;

    private final Parallel threads;
    private final Rows x = new Rows();
    private final Rows w = new Rows();
    private final Rows span = new Rows();
    private final Rows out = new Rows();
    private boolean gradient;
    private int from;
    private int taps;
    private int width;
    /// Rows of a text that are read, and written.
    private int read;
    private int written;

    public SimdConv(Parallel threads) {
        this.threads = threads;
    }

    public boolean run(CausalConv call) {
        from = call.from();
        return x.see(call.x(), false) && out.edit(call.y(), false)
                && run(false, call.w(), call.span(), call.x(), call.y());
    }

    public boolean run(CausalConvGradAdd call) {
        from = 0;
        return x.see(call.dy(), false) && out.edit(call.dx(), false)
                && run(true, call.w(), call.span(), call.dy(), call.dx());
    }

    private boolean run(boolean gradient, Tensor weights, Tensor spans, Tensor in, Tensor result) {
        if (!w.see(weights, false) || !span.see(spans, DType.I32, false)) {
            return false;
        }
        this.gradient = gradient;
        taps = weights.dim(0);
        width = in.dim(2);
        read = in.dim(1);
        written = result.dim(1);
        threads.rows(result.dim(0) * written, Math.max(1, CHUNK / Math.max(1, width)), this);
        return true;
    }

    @Override
    public void run(int worker, int from, int to) {
        for (int r = from; r < to; r++) {
            int b = r / written;
            int t = read - written + r % written;
            int first = Math.clamp((long) RawMemory.integer(span.row(b)) - this.from, 0, read);
            int end = Math.clamp((long) RawMemory.integer(span.row(b) + 4) - this.from, 0, read);
            boolean inside = t >= first && t < end;
            if (gradient) {
                int count = inside ? Math.min(taps, end - t) : 0;
                sum(x.row(b * read + t), step(x), w.row(taps - 1), -step(w), count, out.row(r), width, true);
            } else {
                int count = inside ? Math.min(taps, t - first + 1) : 0;
                sum(x.row(b * read + t - Math.max(0, count - 1)), step(x), w.row(taps - count), step(w), count,
                        out.row(r), width, false);
            }
        }
    }

    private static long step(Rows of) {
        return of.row(1) - of.row(0);
    }

    /// `out = Σ x ⊙ w` over `count` rows, or `+=`.
    private static void sum(long p, long apart, long q, long down, int count, long k, int n, boolean add) {
        if (!add) {
            SimdMap.fill(0, k, n);
        }
        for (int j = 0; j < count; j++) {
            addProduct(p + j * apart, q + j * down, k, n);
        }
    }

    /// `out += x ⊙ w`
    private static void addProduct(long p, long q, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            addProduct(p + 4L * i, q + 4L * i, k + 4L * i, whole());
        }
        if (i < n) {
            addProduct(p + 4L * i, q + 4L * i, k + 4L * i, rest(i, n));
        }
    }

    @Inlined
    private static void addProduct(long p, long q, long k, VectorMask<Float> part) {
        store(load(p, part).fma(load(q, part), load(k, part)), k, part);
    }
}
