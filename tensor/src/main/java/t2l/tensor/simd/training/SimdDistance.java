package t2l.tensor.simd.training;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Part.*;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.Parallel;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Losses.L1;
import t2l.tensor.kernel.Losses.L1GradAdd;
import t2l.tensor.simd.lanes.*;
import t2l.tensor.simd.lanes.Build.Inlined;

/// Mean absolute difference of rows, and its gradient. A row may be a whole matrix laid flat: every [#BLOCK] terms are
/// summed in the virtual lanes, these sums in double.
public final class SimdDistance implements Parallel.Body {
    private static final int BLOCK = 1024;

    private static final int CHUNK = 16384;

    private static final FloatVector ZERO = FloatVector.zero(F);

    private final Parallel threads;
    private final Rows x = new Rows();
    private final Rows target = new Rows();
    private final Rows rows = new Rows();
    private final Rows dx = new Rows();
    private boolean gradient;
    private int width;

    public SimdDistance(Parallel threads) {
        this.threads = threads;
    }

    /// [t2l.tensor.kernel.Losses.L1]; false, having done nothing, if [Rows] cannot walk an operand.
    public boolean run(L1 call) {
        gradient = false;
        return see(call.x(), call.target()) && rows.editRow(call.loss()) && share(call.x());
    }

    /// [t2l.tensor.kernel.Losses.L1GradAdd]; false, having done nothing, if [Rows] cannot walk an operand.
    public boolean run(L1GradAdd call) {
        gradient = true;
        return see(call.x(), call.target()) && rows.seeRow(call.dy()) && dx.edit(call.dx(), false) && share(call.x());
    }

    private boolean see(Tensor x, Tensor target) {
        return this.x.see(x, false) && this.target.see(target, false);
    }

    private boolean share(Tensor like) {
        width = like.dim(1);
        threads.rows(like.dim(0), Math.max(1, CHUNK / Math.max(1, width)), this);
        return true;
    }

    @Override
    public void run(int worker, int from, int to) {
        for (int r = from; r < to; r++) {
            long number = rows.row(0) + 4L * r;
            if (gradient) {
                float dy = RawMemory.get(number);
                slope(x.row(r), target.row(r), dy / width, dx.row(r), width);
            } else {
                RawMemory.set(number, (float) (sum(r) / width));
            }
        }
    }

    private double sum(int r) {
        double sum = 0;
        for (int i = 0; i < width; i += BLOCK) {
            sum += Sums.distances(x.row(r) + 4L * i, target.row(r) + 4L * i, Math.min(BLOCK, width - i));
        }
        return sum;
    }

    /// `o += step·sign(x − y)`
    private static void slope(long p, long q, float step, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            slope(p + 4L * i, q + 4L * i, step, k + 4L * i, whole());
        }
        if (i < n) {
            slope(p + 4L * i, q + 4L * i, step, k + 4L * i, rest(i, n));
        }
    }

    @Inlined
    private static void slope(long p, long q, float step, long k, VectorMask<Float> part) {
        FloatVector a = load(p, part);
        FloatVector b = load(q, part);
        FloatVector move = ZERO.blend(step, a.compare(GT, b)).blend(-step, a.compare(LT, b));
        store(load(k, part).add(move), k, part);
    }
}
