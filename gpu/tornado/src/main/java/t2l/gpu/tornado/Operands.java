package t2l.gpu.tornado;

import static t2l.gpu.tornado.Numbers.at;
import static t2l.gpu.tornado.Products.K;
import static t2l.gpu.tornado.Products.LEFT;
import static t2l.gpu.tornado.Products.M;
import static t2l.gpu.tornado.Products.N;
import static t2l.gpu.tornado.Products.OUT;
import static t2l.gpu.tornado.Products.RIGHT;
import static t2l.gpu.tornado.Products.SPACED;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// Kernels that bring the operands of a product into arrays of their own, as F32, and carry its result back: what
/// [CuBlas] needs around a library that takes whole arrays. Arguments are those of the tiled product.
///
/// An operand whose elements lie end to end along k stands row after row; any other is turned, so that neighbouring
/// work-items read neighbours there, too. One work-item carries one number.
final class Operands {
    private Operands() {}

    /// Begins the arrays, so that they are on the device without having been copied there.
    static void begin(KernelContext c, FloatArray left, FloatArray right, FloatArray result) {
        left.set(c.globalIdx, 0);
        right.set(c.globalIdx, 0);
        result.set(c.globalIdx, 0);
    }

    /// `left[m][k]`, or `left[k][m]`, of which rows are [Products#SPACED] apart.
    static void left(KernelContext c, FloatArray f, FloatArray left, IntArray a) {
        int i = c.globalIdx;
        if (i < a.get(M) * a.get(K)) {
            int row = i / a.get(K);
            int j = i % a.get(K);
            int to = i;
            if (a.get(LEFT + 2) != 1) {
                row = i % a.get(M);
                j = i / a.get(M);
                to = j * a.get(SPACED) + row;
            }
            left.set(to, f.get(at(a, LEFT, j, row)));
        }
    }

    /// Where element `i` of the right operand, `right[n][k]` or `right[k][n]`, lies behind the beginning of its block.
    private static int source(IntArray a, int i) {
        int column = i / a.get(K);
        int j = i % a.get(K);
        if (a.get(RIGHT + 3) != 1) {
            column = i % a.get(N);
            j = i / a.get(N);
        }
        return a.get(RIGHT + 1) + column * a.get(RIGHT + 2) + j * a.get(RIGHT + 3);
    }

    static void rightF32(KernelContext c, FloatArray f, IntArray w, FloatArray right, IntArray a) {
        int i = c.globalIdx;
        if (i < a.get(N) * a.get(K)) {
            right.set(i, f.get(a.get(RIGHT) + source(a, i)));
        }
    }

    static void rightF16(KernelContext c, FloatArray f, IntArray w, FloatArray right, IntArray a) {
        int i = c.globalIdx;
        if (i < a.get(N) * a.get(K)) {
            right.set(i, Numbers.f16(f, w, a.get(RIGHT), source(a, i)));
        }
    }

    static void rightBf16(KernelContext c, FloatArray f, IntArray w, FloatArray right, IntArray a) {
        int i = c.globalIdx;
        if (i < a.get(N) * a.get(K)) {
            right.set(i, Numbers.bf16(f, w, a.get(RIGHT), source(a, i)));
        }
    }

    static void rightQ8(KernelContext c, FloatArray f, IntArray w, FloatArray right, IntArray a) {
        int i = c.globalIdx;
        if (i < a.get(N) * a.get(K)) {
            right.set(i, Numbers.q8(f, w, a.get(RIGHT), source(a, i)));
        }
    }

    static void rightQ4(KernelContext c, FloatArray f, IntArray w, FloatArray right, IntArray a) {
        int i = c.globalIdx;
        if (i < a.get(N) * a.get(K)) {
            right.set(i, Numbers.q4(f, w, a.get(RIGHT), source(a, i)));
        }
    }

    /// `out = alpha · result[m][n]`, or `+=`.
    static void result(KernelContext c, FloatArray f, FloatArray result, IntArray a, FloatArray n) {
        int i = c.globalIdx;
        if (i < a.get(M) * a.get(N)) {
            Products.put(f, a, n, at(a, OUT, i % a.get(N), i / a.get(N)), result.get(i));
        }
    }
}
