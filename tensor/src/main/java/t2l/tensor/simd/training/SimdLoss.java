package t2l.tensor.simd.training;

import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Part.*;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.*;
import t2l.tensor.kernel.Losses.CrossEntropy;
import t2l.tensor.kernel.Losses.CrossEntropyGrad;
import t2l.tensor.simd.lanes.*;
import t2l.tensor.simd.lanes.Build.Inlined;
import t2l.tensor.simd.rows.SimdMap;

/// Cross entropy row by row: one walk for the largest logit, one for the exponentials; the gradient in a third.
///
/// A vocabulary is long, and a float sum over it would lose digits: every [#BLOCK] logits are summed in the virtual
/// lanes, these sums in double.
public final class SimdLoss implements Parallel.Body {
    private static final int BLOCK = 1024;

    private static final int CHUNK = 16384;

    private final Parallel threads;
    private final Scratch scratch;
    private final Rows logits = new Rows();
    private final Rows targets = new Rows();
    private final Rows lse = new Rows();
    private final Rows loss = new Rows();
    private boolean gradient;
    private double smoothing;
    private double cap;
    private int width;

    public SimdLoss(Parallel threads) {
        this.threads = threads;
        scratch = new Scratch(threads.threads());
        scratch.reserve(4L * BLOCK);
    }

    /// [t2l.tensor.kernel.Losses.CrossEntropy]; false, having done nothing, if [Rows] cannot walk an operand.
    public boolean run(CrossEntropy call) {
        call.requireTargets();
        return logits.see(call.logits(), false) && targets.see(call.targets(), DType.I32, false)
                && lse.editRow(call.lse()) && loss.editRow(call.loss())
                && share(false, call.logits(), call.smoothing());
    }

    /// [t2l.tensor.kernel.Losses.CrossEntropyGrad]; false, having done nothing, if [Rows] cannot walk an operand.
    public boolean run(CrossEntropyGrad call) {
        call.requireTargets();
        cap = call.cap();
        return logits.edit(call.logits(), false) && targets.see(call.targets(), DType.I32, false)
                && lse.seeRow(call.lse()) && loss.seeRow(call.dy()) && share(true, call.logits(), call.smoothing());
    }

    private boolean share(boolean gradient, Tensor logits, double smoothing) {
        this.gradient = gradient;
        this.smoothing = smoothing;
        width = logits.dim(1);
        threads.rows(logits.dim(0), Math.max(1, CHUNK / Math.max(1, width)), this);
        return true;
    }

    private int target(int r) {
        return RawMemory.integer(targets.row(0) + 4L * r);
    }

    @Override
    public void run(int worker, int from, int to) {
        for (int r = from; r < to; r++) {
            if (gradient) {
                slope(r, scratch.at(worker));
            } else {
                value(r, scratch.at(worker));
            }
        }
    }

    private void value(int r, long at) {
        long p = logits.row(r);
        float max = Float.NEGATIVE_INFINITY;
        double sum = 0;
        for (int i = 0; i < width; i += BLOCK) {
            int n = Math.min(BLOCK, width - i);
            max = Math.max(max, Sums.max(p + 4L * i, n));
            if (smoothing != 0) {
                sum += Sums.sum(p + 4L * i, n);
            }
        }
        double exponentials = 0;
        for (int i = 0; i < width; i += BLOCK) {
            int n = Math.min(BLOCK, width - i);
            Curves.exponentials(p + 4L * i, max, at, n);
            exponentials += Sums.sum(at, n);
        }
        double log = max + Math.log(exponentials);
        int target = target(r);
        double value = target == CrossEntropy.IGNORE
                ? 0
                : log - (1 - smoothing) * RawMemory.get(p + 4L * target) - smoothing * sum / width;
        RawMemory.set(lse.row(0) + 4L * r, (float) log);
        RawMemory.set(loss.row(0) + 4L * r, (float) value);
    }

    private void slope(int r, long at) {
        long p = logits.row(r);
        int target = target(r);
        if (target == CrossEntropy.IGNORE) {
            SimdMap.fill(0, p, width);
            return;
        }
        float dy = RawMemory.get(loss.row(0) + 4L * r);
        float log = RawMemory.get(lse.row(0) + 4L * r);
        for (int i = 0; i < width; i += BLOCK) {
            int n = Math.min(BLOCK, width - i);
            long q = p + 4L * i;
            boolean hit = target >= i && target < i + n;
            long k = cap == Double.POSITIVE_INFINITY ? q : at;
            Curves.exponentials(q, log, k, n);
            affine(k, dy, (float) (-dy * smoothing / width), n);
            if (hit) {
                long label = k + 4L * (target - i);
                RawMemory.set(label, RawMemory.get(label) - (float) (dy * (1 - smoothing)));
            }
            if (cap != Double.POSITIVE_INFINITY) {
                uncap(k, (float) (1 / cap), q, n);
            }
        }
    }

    /// `z = e·(1 − (z·inverse)²)`
    private static void uncap(long k, float inverse, long p, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            uncap(k + 4L * i, inverse, p + 4L * i, whole());
        }
        if (i < n) {
            uncap(k + 4L * i, inverse, p + 4L * i, rest(i, n));
        }
    }

    @Inlined
    private static void uncap(long k, float inverse, long p, VectorMask<Float> part) {
        FloatVector u = load(p, part).mul(inverse);
        FloatVector x = load(k, part);
        store(x.sub(x.mul(u).mul(u)), p, part);
    }

    /// `z = scale · z + constant`
    private static void affine(long p, float scale, float constant, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            affine(p + 4L * i, scale, constant, whole());
        }
        if (i < n) {
            affine(p + 4L * i, scale, constant, rest(i, n));
        }
    }

    @Inlined
    private static void affine(long p, float scale, float constant, VectorMask<Float> part) {
        store(load(p, part).fma(scale, constant), p, part);
    }
}
