package t2l.tensor.scalar;

import t2l.tensor.Tensor;
import t2l.tensor.kernel.Elementwise.Add;
import t2l.tensor.kernel.Elementwise.AddRow;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.tensor.kernel.Elementwise.Gate;
import t2l.tensor.kernel.Elementwise.Mul;
import t2l.tensor.kernel.Elementwise.MulAdd;
import t2l.tensor.kernel.Elementwise.Pointwise;
import t2l.tensor.kernel.Elementwise.Scale;
import t2l.tensor.kernel.Elementwise.ScaleAdd;
import t2l.tensor.kernel.Unary;

/// Kernels that go through their operands element by element. A method returns false, having done nothing, if [Floats]
/// cannot see an operand.
final class ScalarMap {
    private enum MapOp {
        COPY, SCALE, SCALE_ADD, ADD, MUL, MUL_ADD, MAP, GATE
    }

    private final Floats x = new Floats();
    private final Floats y = new Floats();
    private final Floats out = new Floats();
    private float[] a = {};
    private float[] b = {};
    private float[] c = {};
    private Unary f = Unary.RELU;

    boolean run(Copy call) {
        return each(MapOp.COPY, 1, call.x(), call.x(), call.out());
    }

    boolean run(Scale call) {
        return each(MapOp.SCALE, call.alpha(), call.x(), call.x(), call.out());
    }

    boolean run(ScaleAdd call) {
        return each(MapOp.SCALE_ADD, call.alpha(), call.x(), call.x(), call.out());
    }

    boolean run(Add call) {
        return each(MapOp.ADD, 1, call.a(), call.b(), call.out());
    }

    boolean run(Mul call) {
        return each(MapOp.MUL, 1, call.a(), call.b(), call.out());
    }

    boolean run(MulAdd call) {
        return each(MapOp.MUL_ADD, 1, call.a(), call.b(), call.out());
    }

    boolean run(AddRow call) {
        return each(MapOp.ADD, 1, call.x(), call.row(), call.out());
    }

    boolean run(Pointwise call) {
        f = call.f();
        return each(MapOp.MAP, 1, call.x(), call.x(), call.out());
    }

    boolean run(Gate call) {
        f = call.f();
        return each(MapOp.GATE, 1, call.g(), call.u(), call.out());
    }

    /// Row by row; a `second` operand of one row stands beside every row of the first.
    private boolean each(MapOp op, double alpha, Tensor first, Tensor second, Tensor result) {
        if (!x.see(first) || !y.see(second) || !out.edit(result)) {
            return false;
        }
        int n = out.width();
        a = Floats.atLeast(a, n);
        b = Floats.atLeast(b, n);
        c = Floats.atLeast(c, n);
        for (int r = 0; r < out.rows(); r++) {
            x.read(r, a, 0);
            switch (op) {
                case ADD, MUL, MUL_ADD, GATE -> y.read(y.rows() == 1 ? 0 : r, b, 0);
                case COPY, SCALE, SCALE_ADD, MAP -> {}
            }
            switch (op) {
                case SCALE_ADD, MUL_ADD -> out.read(r, c, 0);
                case COPY, SCALE, ADD, MUL, MAP, GATE -> {}
            }
            compute(op, (float) alpha, n);
            out.write(r, 0, op == MapOp.COPY ? a : c, 0, n);
        }
        return true;
    }

    private void compute(MapOp op, float alpha, int n) {
        switch (op) {
            case COPY -> {}
            case SCALE -> scale(alpha, a, c, n);
            case SCALE_ADD -> scaleAdd(alpha, a, c, n);
            case ADD -> add(a, b, c, n);
            case MUL -> mul(a, b, c, n);
            case MUL_ADD -> mulAdd(a, b, c, n);
            case MAP -> map(f, a, c, n);
            case GATE -> {
                map(f, a, a, n);
                mul(a, b, c, n);
            }
        }
    }

    private static void scale(float alpha, float[] x, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = alpha * x[i];
        }
    }

    private static void scaleAdd(float alpha, float[] x, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = Math.fma(alpha, x[i], out[i]);
        }
    }

    private static void add(float[] x, float[] y, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = x[i] + y[i];
        }
    }

    private static void mul(float[] x, float[] y, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = x[i] * y[i];
        }
    }

    private static void mulAdd(float[] x, float[] y, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = Math.fma(x[i], y[i], out[i]);
        }
    }

    private static void map(Unary f, float[] x, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = (float) f.f(x[i]);
        }
    }
}
