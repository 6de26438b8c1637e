package t2l.tensor.simd.training;

import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.DType;
import t2l.tensor.Parallel;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.CrossEntropy;
import t2l.tensor.kernel.CrossEntropyGrad;
import t2l.tensor.simd.lanes.Curves;
import t2l.tensor.simd.lanes.Rows;
import t2l.tensor.simd.lanes.Scratch;
import t2l.tensor.simd.lanes.Sums;
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

    /// [t2l.tensor.kernel.CrossEntropy]; false, having done nothing, if [Rows] cannot walk an operand.
    public boolean run(CrossEntropy call) {
        return logits.see(call.logits(), false) && targets.see(call.targets(), DType.I32, false)
                && lse.editRow(call.lse()) && loss.editRow(call.loss())
                && share(false, call.logits(), call.smoothing());
    }

    /// [t2l.tensor.kernel.CrossEntropyGrad]; false, having done nothing, if [Rows] cannot walk an operand.
    public boolean run(CrossEntropyGrad call) {
        cap = call.cap();
        return logits.edit(call.logits(), false) && targets.see(call.targets(), DType.I32, false)
                && lse.seeRow(call.lse()) && loss.seeRow(call.dy()) && share(true, call.logits(), call.smoothing());
    }

    private boolean share(boolean gradient, Tensor logits, double smoothing) {
        for (int r = 0; r < logits.dim(0); r++) {
            int target = target(r);
            if (target != CrossEntropy.IGNORE && (target < 0 || target >= logits.dim(1))) {
                throw CrossEntropy.outside(target, logits);
            }
        }
        this.gradient = gradient;
        this.smoothing = smoothing;
        width = logits.dim(1);
        threads.rows(logits.dim(0), Math.max(1, CHUNK / Math.max(1, width)), this);
        return true;
    }

    private int target(int r) {
        return targets.data().get(ValueLayout.JAVA_INT_UNALIGNED, targets.row(0) + 4L * r);
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
        MemorySegment z = logits.data();
        long p = logits.row(r);
        float max = Sums.max(z, p, width);
        double exponentials = 0;
        double sum = 0;
        for (int i = 0; i < width; i += BLOCK) {
            int n = Math.min(BLOCK, width - i);
            Curves.exponentials(z, p + 4L * i, max, scratch.data(), at, n);
            exponentials += Sums.sum(scratch.data(), at, n);
            if (smoothing != 0) {
                sum += Sums.sum(z, p + 4L * i, n);
            }
        }
        double log = max + Math.log(exponentials);
        int target = target(r);
        double value = target == CrossEntropy.IGNORE
                ? 0
                : log - (1 - smoothing) * z.get(ValueLayout.JAVA_FLOAT_UNALIGNED, p + 4L * target)
                        - smoothing * sum / width;
        lse.data().set(ValueLayout.JAVA_FLOAT_UNALIGNED, lse.row(0) + 4L * r, (float) log);
        loss.data().set(ValueLayout.JAVA_FLOAT_UNALIGNED, loss.row(0) + 4L * r, (float) value);
    }

    private void slope(int r, long at) {
        MemorySegment z = logits.data();
        long p = logits.row(r);
        int target = target(r);
        if (target == CrossEntropy.IGNORE) {
            SimdMap.fill(0, z, p, width);
            return;
        }
        float dy = loss.data().get(ValueLayout.JAVA_FLOAT_UNALIGNED, loss.row(0) + 4L * r);
        float log = lse.data().get(ValueLayout.JAVA_FLOAT_UNALIGNED, lse.row(0) + 4L * r);
        for (int i = 0; i < width; i += BLOCK) {
            int n = Math.min(BLOCK, width - i);
            long q = p + 4L * i;
            boolean hit = target >= i && target < i + n;
            MemorySegment e = cap == Double.POSITIVE_INFINITY ? z : scratch.data();
            long k = cap == Double.POSITIVE_INFINITY ? q : at;
            Curves.exponentials(z, q, log, e, k, n);
            affine(e, k, dy, (float) (-dy * smoothing / width), n);
            if (hit) {
                long label = k + 4L * (target - i);
                e.set(ValueLayout.JAVA_FLOAT_UNALIGNED, label,
                        e.get(ValueLayout.JAVA_FLOAT_UNALIGNED, label) - (float) (dy * (1 - smoothing)));
            }
            if (cap != Double.POSITIVE_INFINITY) {
                uncap(e, k, (float) (1 / cap), z, q, n);
            }
        }
    }

    /// `z = e·(1 − (z·inverse)²)`
    private static void uncap(MemorySegment e, long k, float inverse, MemorySegment z, long p, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector u = FloatVector.fromMemorySegment(F, z, p + 4L * i, LE, m).mul(inverse);
            FloatVector x = FloatVector.fromMemorySegment(F, e, k + 4L * i, LE, m);
            x.sub(x.mul(u).mul(u)).intoMemorySegment(z, p + 4L * i, LE, m);
        }
    }

    /// `z = scale · z + constant`
    private static void affine(MemorySegment z, long p, float scale, float constant, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            FloatVector x = FloatVector.fromMemorySegment(F, z, p + 4L * i, LE);
            x.fma(scale, constant).intoMemorySegment(z, p + 4L * i, LE);
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector x = FloatVector.fromMemorySegment(F, z, p + 4L * i, LE, m);
            x.fma(scale, constant).intoMemorySegment(z, p + 4L * i, LE, m);
        }
    }
}
