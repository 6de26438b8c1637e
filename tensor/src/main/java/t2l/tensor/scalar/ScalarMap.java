package t2l.tensor.scalar;

import t2l.tensor.Tensor;
import t2l.tensor.kernel.Unary;

/// Kernels that go through their operands element by element.
final class ScalarMap {
    /// What becomes of the elements `x` and `y`, and for the two that add, of the old result.
    enum Op {
        COPY, SCALE, SCALE_ADD, ADD, MUL, MUL_ADD, MAP, GATE
    }

    private final Floats x = new Floats();
    private final Floats y = new Floats();
    private final Floats out = new Floats();
    private float[] a = {};
    private float[] b = {};
    private float[] c = {};

    /// Without a number or a function; see the other one.
    boolean run(Op op, Tensor first, Tensor second, Tensor result) {
        return run(op, 1, Unary.RELU, first, second, result);
    }

    /// Row by row; a `second` operand of one row stands beside every row of the first. Returns false, having done nothing, if
    /// [Floats] cannot see an operand.
    ///
    /// @param alpha of [Op#SCALE] and [Op#SCALE_ADD]
    /// @param f     of [Op#MAP] and [Op#GATE]
    boolean run(Op op, double alpha, Unary f, Tensor first, Tensor second, Tensor result) {
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
                case ADD, MUL, GATE -> y.read(y.rows() == 1 ? 0 : r, b, 0);
                case SCALE_ADD -> out.read(r, c, 0);
                case MUL_ADD -> {
                    y.read(y.rows() == 1 ? 0 : r, b, 0);
                    out.read(r, c, 0);
                }
                case COPY, SCALE, MAP -> {}
            }
            compute(op, (float) alpha, f, a, b, c, n);
            out.write(r, 0, c, 0, n);
        }
        return true;
    }

    private static void compute(Op op, float alpha, Unary f, float[] a, float[] b, float[] c, int n) {
        for (int i = 0; i < n; i++) {
            c[i] = switch (op) {
                case COPY -> a[i];
                case SCALE -> alpha * a[i];
                case SCALE_ADD -> Math.fma(alpha, a[i], c[i]);
                case ADD -> a[i] + b[i];
                case MUL -> a[i] * b[i];
                case MUL_ADD -> Math.fma(a[i], b[i], c[i]);
                case MAP -> (float) f.f(a[i]);
                case GATE -> (float) f.f(a[i]) * b[i];
            };
        }
    }
}
