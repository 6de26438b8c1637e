package t2l.tensor.simd.rows;

import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Part.*;
import static t2l.tensor.simd.rows.Strided.Elementwise.*;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.Parallel;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.simd.lanes.Build.For;
import t2l.tensor.simd.lanes.Build.Inlined;
import t2l.tensor.simd.lanes.Rows;
import t2l.tensor.simd.rows.Strided.Elementwise;

/// Kernels that compute each element from the elements at the same place: sums and products.
///
/// Operands whose rows are not such that [Rows] can walk them are left to [Strided]. A method returns false, having done
/// nothing, if an operand is not F32. The object is its own task: its fields hold the operands of the call.
public final class SimdMap implements Parallel.Body {
    /// Elements of a chunk, in cheap operations worth waking another thread for.
    private static final int CHUNK = 32768;

    private final Parallel threads;
    private final Rows a = new Rows();
    private final Rows b = new Rows();
    private final Rows c = new Rows();
    private Elementwise op = FILL;
    private float alpha;
    private final Strided strided;

    public SimdMap(Parallel threads) {
        this.threads = threads;
        strided = new Strided(threads);
    }

    public boolean run(Fill call) {
        return run(FILL, call.value(), call.out(), call.out(), call.out());
    }

    public boolean run(Scale call) {
        return run(SCALE, call.alpha(), call.x(), call.x(), call.out());
    }

    public boolean run(ScaleAdd call) {
        return run(SCALE_ADD, call.alpha(), call.x(), call.x(), call.out());
    }

    public boolean run(ScaleByAdd call) {
        return run(SCALE_ADD, call.alpha() * call.factor().get(0), call.x(), call.x(), call.out());
    }

    public boolean run(Add call) {
        return run(ADD, 0, call.a(), call.b(), call.out());
    }

    public boolean run(Mul call) {
        return run(MUL, 0, call.a(), call.b(), call.out());
    }

    public boolean run(MulAdd call) {
        return run(MUL_ADD, 0, call.a(), call.b(), call.out());
    }

    public boolean run(AddRow call) {
        return a.see(call.x(), false) && b.seeRow(call.row()) && c.edit(call.out(), false) && share(ADD);
    }

    private boolean run(Elementwise op, double alpha, Tensor x, Tensor y, Tensor out) {
        this.alpha = (float) alpha;
        boolean flat = x.contiguous() && y.contiguous() && out.contiguous();
        return (a.see(x, flat) && b.see(y, flat) && c.edit(out, flat) && share(op))
                || strided.run(op, alpha, x, y, out);
    }

    private boolean share(Elementwise op) {
        this.op = op;
        c.share(threads, CHUNK, this);
        return true;
    }

    @Override
    public void run(int worker, int from, int to) {
        for (int r = from; r < to; r++) {
            int n = c.length(r);
            map(op, alpha, a.row(r), b.row(r), c.row(r), n);
        }
    }

    /// `k = value`
    public static void fill(float value, long k, int n) {
        map(FILL, value, k, k, k, n);
    }

    /// `k = alpha · p`
    public static void scale(float alpha, long p, long k, int n) {
        map(SCALE, alpha, p, p, k, n);
    }

    /// `k += alpha · p`
    public static void scaleAdd(float alpha, long p, long k, int n) {
        map(SCALE_ADD, alpha, p, p, k, n);
    }

    /// `k = p + q`
    public static void add(long p, long q, long k, int n) {
        map(ADD, 0, p, q, k, n);
    }

    /// `k = p ⊙ q`
    public static void mul(long p, long q, long k, int n) {
        map(MUL, 0, p, q, k, n);
    }

    /// `k += p ⊙ q`
    static void mulAdd(long p, long q, long k, int n) {
        map(MUL_ADD, 0, p, q, k, n);
    }

    private static void map(@For Elementwise op, float alpha, long p, long q, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            store(value(op, alpha, p + 4L * i, q + 4L * i, k + 4L * i, whole()), k + 4L * i, whole());
        }
        if (i < n) {
            VectorMask<Float> rest = rest(i, n);
            store(value(op, alpha, p + 4L * i, q + 4L * i, k + 4L * i, rest), k + 4L * i, rest);
        }
    }

    @Inlined
    private static FloatVector value(Elementwise op, float alpha, long p, long q, long k, VectorMask<Float> part) {
        if (op == FILL) {
            return FloatVector.broadcast(F, alpha);
        }
        if (op == COPY) {
            return load(p, part);
        }
        if (op == SCALE) {
            return load(p, part).mul(alpha);
        }
        if (op == SCALE_ADD) {
            return load(p, part).fma(FloatVector.broadcast(F, alpha), load(k, part));
        }
        if (op == ADD) {
            return load(p, part).add(load(q, part));
        }
        return op == MUL
                ? load(p, part).mul(load(q, part))
                : load(p, part).fma(load(q, part), load(k, part));
    }
}
