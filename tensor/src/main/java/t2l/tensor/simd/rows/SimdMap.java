package t2l.tensor.simd.rows;

import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Part.load;
import static t2l.tensor.simd.lanes.Part.rest;
import static t2l.tensor.simd.lanes.Part.store;
import static t2l.tensor.simd.lanes.Part.whole;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.Parallel;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.simd.lanes.Inlined;
import t2l.tensor.simd.lanes.Rows;

/// Kernels that compute each element from the elements at the same place: sums and products.
///
/// Operands whose rows are not such that [Rows] can walk them are left to [Strided]. A method returns false, having done
/// nothing, if an operand is not F32. The object is its own task: its fields hold the operands of the call.
public final class SimdMap implements Parallel.Body {
    private enum ArithmeticOp {
        FILL, SCALE, SCALE_ADD, ADD, MUL, MUL_ADD
    }

    /// Elements of a chunk, in cheap operations worth waking another thread for.
    private static final int CHUNK = 32768;

    private final Parallel threads;
    private final Rows a = new Rows();
    private final Rows b = new Rows();
    private final Rows c = new Rows();
    private ArithmeticOp op = ArithmeticOp.FILL;
    private float alpha;
    private final Strided strided;

    public SimdMap(Parallel threads) {
        this.threads = threads;
        strided = new Strided(threads);
    }

    public boolean run(Fill call) {
        alpha = (float) call.value();
        return run(ArithmeticOp.FILL, call.out(), call.out(), call.out());
    }

    public boolean run(Scale call) {
        alpha = (float) call.alpha();
        return run(ArithmeticOp.SCALE, call.x(), call.x(), call.out())
                || strided.run(Strided.Elementwise.SCALE, call.alpha(), call.x(), call.x(), call.out());
    }

    public boolean run(ScaleAdd call) {
        alpha = (float) call.alpha();
        return run(ArithmeticOp.SCALE_ADD, call.x(), call.x(), call.out())
                || strided.run(Strided.Elementwise.SCALE_ADD, call.alpha(), call.x(), call.x(), call.out());
    }

    public boolean run(ScaleByAdd call) {
        alpha = (float) (call.alpha() * call.factor().get(0));
        return run(ArithmeticOp.SCALE_ADD, call.x(), call.x(), call.out())
                || strided.run(Strided.Elementwise.SCALE_ADD, alpha, call.x(), call.x(), call.out());
    }

    public boolean run(Add call) {
        return run(ArithmeticOp.ADD, call.a(), call.b(), call.out())
                || strided.run(Strided.Elementwise.ADD, alpha, call.a(), call.b(), call.out());
    }

    public boolean run(Mul call) {
        return run(ArithmeticOp.MUL, call.a(), call.b(), call.out())
                || strided.run(Strided.Elementwise.MUL, alpha, call.a(), call.b(), call.out());
    }

    public boolean run(MulAdd call) {
        return run(ArithmeticOp.MUL_ADD, call.a(), call.b(), call.out())
                || strided.run(Strided.Elementwise.MUL_ADD, alpha, call.a(), call.b(), call.out());
    }

    public boolean run(AddRow call) {
        return a.see(call.x(), false) && b.seeRow(call.row()) && c.edit(call.out(), false) && share(ArithmeticOp.ADD);
    }

    private boolean run(ArithmeticOp op, Tensor x, Tensor y, Tensor out) {
        boolean flat = x.contiguous() && y.contiguous() && out.contiguous();
        return a.see(x, flat) && b.see(y, flat) && c.edit(out, flat) && share(op);
    }

    private boolean share(ArithmeticOp op) {
        this.op = op;
        c.share(threads, CHUNK, this);
        return true;
    }

    @Override
    public void run(int worker, int from, int to) {
        for (int r = from; r < to; r++) {
            int n = c.length(r);
            switch (op) {
                case FILL -> fill(alpha, c.row(r), n);
                case SCALE -> scale(alpha, a.row(r), c.row(r), n);
                case SCALE_ADD -> scaleAdd(alpha, a.row(r), c.row(r), n);
                case ADD -> add(a.row(r), b.row(r), c.row(r), n);
                case MUL -> mul(a.row(r), b.row(r), c.row(r), n);
                case MUL_ADD -> mulAdd(a.row(r), b.row(r), c.row(r), n);
            }
        }
    }

    public static void fill(float value, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            fill(value, k + 4L * i, whole());
        }
        if (i < n) {
            fill(value, k + 4L * i, rest(i, n));
        }
    }

    @Inlined
    private static void fill(float value, long k, VectorMask<Float> part) {
        store(FloatVector.broadcast(F, value), k, part);
    }

    public static void scale(float alpha, long p, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            scale(alpha, p + 4L * i, k + 4L * i, whole());
        }
        if (i < n) {
            scale(alpha, p + 4L * i, k + 4L * i, rest(i, n));
        }
    }

    @Inlined
    private static void scale(float alpha, long p, long k, VectorMask<Float> part) {
        store(load(p, part).mul(alpha), k, part);
    }

    public static void scaleAdd(float alpha, long p, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            scaleAdd(alpha, p + 4L * i, k + 4L * i, whole());
        }
        if (i < n) {
            scaleAdd(alpha, p + 4L * i, k + 4L * i, rest(i, n));
        }
    }

    @Inlined
    private static void scaleAdd(float alpha, long p, long k, VectorMask<Float> part) {
        store(load(p, part).fma(FloatVector.broadcast(F, alpha), load(k, part)), k, part);
    }

    public static void add(long p, long q, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            add(p + 4L * i, q + 4L * i, k + 4L * i, whole());
        }
        if (i < n) {
            add(p + 4L * i, q + 4L * i, k + 4L * i, rest(i, n));
        }
    }

    @Inlined
    private static void add(long p, long q, long k, VectorMask<Float> part) {
        store(load(p, part).add(load(q, part)), k, part);
    }

    public static void mul(long p, long q, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            mul(p + 4L * i, q + 4L * i, k + 4L * i, whole());
        }
        if (i < n) {
            mul(p + 4L * i, q + 4L * i, k + 4L * i, rest(i, n));
        }
    }

    @Inlined
    private static void mul(long p, long q, long k, VectorMask<Float> part) {
        store(load(p, part).mul(load(q, part)), k, part);
    }

    static void mulAdd(long p, long q, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            mulAdd(p + 4L * i, q + 4L * i, k + 4L * i, whole());
        }
        if (i < n) {
            mulAdd(p + 4L * i, q + 4L * i, k + 4L * i, rest(i, n));
        }
    }

    @Inlined
    private static void mulAdd(long p, long q, long k, VectorMask<Float> part) {
        store(load(p, part).fma(load(q, part), load(k, part)), k, part);
    }
}
