package t2l.tensor.simd.rows;

import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Part.*;

import jdk.incubator.vector.VectorMask;
import t2l.tensor.Parallel;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Norms.Softmax;
import t2l.tensor.kernel.Norms.SoftmaxGradAdd;
import t2l.tensor.simd.lanes.*;
import t2l.tensor.simd.lanes.Build.Inlined;

/// Softmax of rows, and its gradient. Sums of more than [#BLOCK] terms are added up in double, lest long rows lose
/// digits.
public final class SimdSoftmax implements Parallel.Body {
    private static final int BLOCK = 1024;

    private static final int CHUNK = 16384;

    private final Parallel threads;
    private final Rows x = new Rows();
    private final Rows dy = new Rows();
    private final Rows out = new Rows();
    private boolean gradient;
    private int width;

    public SimdSoftmax(Parallel threads) {
        this.threads = threads;
    }

    /// [t2l.tensor.kernel.Norms.Softmax]; false, having done nothing, if [Rows] cannot walk an operand.
    public boolean run(Softmax call) {
        gradient = false;
        return x.see(call.x(), false) && out.edit(call.y(), false) && share(call.x());
    }

    /// [t2l.tensor.kernel.Norms.SoftmaxGradAdd]; false, having done nothing, if [Rows] cannot walk an operand.
    public boolean run(SoftmaxGradAdd call) {
        gradient = true;
        return x.see(call.y(), false) && dy.see(call.dy(), false) && out.edit(call.dx(), false) && share(call.y());
    }

    private boolean share(Tensor like) {
        width = like.dim(1);
        threads.rows(like.dim(0), Math.max(1, CHUNK / Math.max(1, width)), this);
        return true;
    }

    @Override
    public void run(int worker, int from, int to) {
        for (int r = from; r < to; r++) {
            if (gradient) {
                slope(r);
            } else {
                value(r);
            }
        }
    }

    private void value(int r) {
        long k = out.row(r);
        float max = Sums.max(x.row(r), width);
        double sum = 0;
        for (int i = 0; i < width; i += BLOCK) {
            int n = Math.min(BLOCK, width - i);
            Curves.exponentials(x.row(r) + 4L * i, max, k + 4L * i, n);
            sum += Sums.sum(k + 4L * i, n);
        }
        SimdMap.scale((float) (1 / sum), k, k, width);
    }

    private void slope(int r) {
        double mean = 0;
        for (int i = 0; i < width; i += BLOCK) {
            mean += Sums.products(x.row(r) + 4L * i, dy.row(r) + 4L * i, Math.min(BLOCK, width - i));
        }
        slope(x.row(r), dy.row(r), (float) mean, out.row(r), width);
    }

    /// `o += y·(dy − mean)`
    private static void slope(long p, long q, float mean, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            slope(p + 4L * i, q + 4L * i, mean, k + 4L * i, whole());
        }
        if (i < n) {
            slope(p + 4L * i, q + 4L * i, mean, k + 4L * i, rest(i, n));
        }
    }

    @Inlined
    private static void slope(long p, long q, float mean, long k, VectorMask<Float> part) {
        store(load(p, part).fma(load(q, part).sub(mean), load(k, part)), k, part);
    }
}
