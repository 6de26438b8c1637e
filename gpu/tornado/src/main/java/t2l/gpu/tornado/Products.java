package t2l.gpu.tornado;

import static t2l.gpu.tornado.Numbers.at;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// Matrix products, `out = alpha · a · b` or `out += alpha · a · b`: those of `product_few.cl`, `product_tiled.cl` and
/// `lora.cl`, with their arguments. All have the same parameters: the work-item, all F32 on the device, all else on the
/// device, and the arguments, whole numbers and others.
final class Products {
    private static final int LANES = 64;
    private static final int TILE = 64;
    private static final int DEPTH = 16;
    private static final int OWN = 4;
    private static final int GROUP = TILE / OWN;
    private static final int WIDE = TILE + 1;

    static final int LEFT = 0;
    static final int RIGHT = LEFT + Numbers.TENSOR;
    static final int OUT = RIGHT + Numbers.TENSOR;
    static final int M = OUT + Numbers.TENSOR;
    static final int N = M + 1;
    static final int K = M + 2;
    static final int ADD = M + 3;
    /// The right operand's type, behind the arguments of `t2l.gpu`.
    static final int TYPE = M + 4;

    /// The arguments of [#operand]: block, first element and two steps, then these.
    static final int FROM_TYPE = 4;
    static final int X_COUNT = 5;
    static final int Y_COUNT = 6;
    static final int DISTANCE = 7;

    /// The arguments of [#lora].
    private static final int X = 0;
    private static final int A = X + Numbers.TENSOR;
    private static final int B = A + Numbers.TENSOR;
    private static final int H = B + Numbers.TENSOR;
    private static final int Y = H + Numbers.TENSOR;
    private static final int ROWS = Y + Numbers.TENSOR;
    private static final int COLUMNS = ROWS + 1;
    private static final int IN = ROWS + 2;
    private static final int R = ROWS + 3;
    private static final int PARTS = ROWS + 4;
    private static final int RANK = LANES;

    private Products() {}

    private static void put(FloatArray f, IntArray a, FloatArray n, int at, float sum) {
        float v = n.get(0) * sum;
        if (a.get(ADD) != 0) {
            v += f.get(at);
        }
        f.set(at, v);
    }

    /// For a few rows: a group for each column, whose work-items share each sum.
    static void few(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] parts = c.allocateFloatLocalArray(LANES);
        int lane = c.localIdx;
        int column = c.groupIdx;
        int batch = c.globalIdy;
        int first = a.get(RIGHT + 1) + batch * a.get(RIGHT + 4) + column * a.get(RIGHT + 2);
        for (int row = 0; row < a.get(M); row++) {
            float sum = 0;
            for (int j = lane; j < a.get(K); j += LANES) {
                float v = Numbers.value(f, w, a.get(TYPE), a.get(RIGHT), first + j * a.get(RIGHT + 3));
                sum += v * f.get(at(a, LEFT, j, row, batch));
            }
            parts[lane] = sum;
            c.localBarrier();
            if (lane == 0) {
                float total = 0;
                for (int i = 0; i < LANES; i++) {
                    total += parts[i];
                }
                put(f, a, n, at(a, OUT, column, row, batch), total);
            }
            c.localBarrier();
        }
    }

    /// For many rows: groups of 16·16 work-items compute tiles of 64·64. They go along k in steps of 16, load both operands
    /// of a step into the group's memory together, and keep 4·4 results each.
    static void tiled(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] left = c.allocateFloatLocalArray(DEPTH * WIDE);
        float[] right = c.allocateFloatLocalArray(DEPTH * WIDE);
        int lx = c.localIdx;
        int ly = c.localIdy;
        int item = ly * GROUP + lx;
        int batch = c.globalIdz;
        int column = c.groupIdx * TILE;
        int row = c.groupIdy * TILE;
        int start = a.get(RIGHT + 1) + batch * a.get(RIGHT + 4);
        float[] sum = new float[OWN * OWN];
        for (int i = 0; i < OWN * OWN; i++) {
            sum[i] = 0;
        }
        for (int from = 0; from < a.get(K); from += DEPTH) {
            for (int part = 0; part < TILE * DEPTH / (GROUP * GROUP); part++) {
                int place = item + part * GROUP * GROUP;
                int depth = place / TILE;
                int other = place % TILE;
                if (a.get(LEFT + 2) == 1) {
                    depth = place % DEPTH;
                    other = place / DEPTH;
                }
                float v = 0;
                if (from + depth < a.get(K) && row + other < a.get(M)) {
                    v = f.get(at(a, LEFT, from + depth, row + other, batch));
                }
                left[depth * WIDE + other] = v;
                depth = place / TILE;
                other = place % TILE;
                if (a.get(RIGHT + 3) == 1) {
                    depth = place % DEPTH;
                    other = place / DEPTH;
                }
                float u = 0;
                if (from + depth < a.get(K) && column + other < a.get(N)) {
                    int i = start + (column + other) * a.get(RIGHT + 2) + (from + depth) * a.get(RIGHT + 3);
                    u = Numbers.value(f, w, a.get(TYPE), a.get(RIGHT), i);
                }
                right[depth * WIDE + other] = u;
            }
            c.localBarrier();
            for (int d = 0; d < DEPTH; d++) {
                for (int i = 0; i < OWN; i++) {
                    float v = left[d * WIDE + ly + i * GROUP];
                    for (int j = 0; j < OWN; j++) {
                        sum[i * OWN + j] += v * right[d * WIDE + lx + j * GROUP];
                    }
                }
            }
            c.localBarrier();
        }
        for (int i = 0; i < OWN; i++) {
            for (int j = 0; j < OWN; j++) {
                int y = row + ly + i * GROUP;
                int x = column + lx + j * GROUP;
                if (y < a.get(M) && x < a.get(N)) {
                    put(f, a, n, at(a, OUT, x, y, batch), sum[i * OWN + j]);
                }
            }
        }
    }

    /// A low-rank update, `h = x · a` and `y += alpha · h · b`: several groups for each row, of which each computes all of
    /// `h` and some columns of `y`.
    static void lora(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] parts = c.allocateFloatLocalArray(RANK * LANES);
        float[] h = c.allocateFloatLocalArray(RANK);
        int lane = c.localIdx;
        int part = c.groupIdx % a.get(PARTS);
        int row = c.groupIdx / a.get(PARTS) % a.get(ROWS);
        int batch = c.groupIdx / a.get(PARTS) / a.get(ROWS);
        for (int q = 0; q < a.get(R); q++) {
            float sum = 0;
            for (int j = lane; j < a.get(IN); j += LANES) {
                sum += f.get(at(a, X, j, row, batch)) * f.get(at(a, A, q, j, batch));
            }
            parts[q * LANES + lane] = sum;
        }
        c.localBarrier();
        if (lane < a.get(R)) {
            float total = 0;
            for (int i = 0; i < LANES; i++) {
                total += parts[lane * LANES + i];
            }
            h[lane] = total;
            if (part == 0) {
                f.set(at(a, H, lane, row, batch), total);
            }
        }
        c.localBarrier();
        for (int column = part * LANES + lane; column < a.get(COLUMNS); column += a.get(PARTS) * LANES) {
            float sum = 0;
            for (int q = 0; q < a.get(R); q++) {
                sum += h[q] * f.get(at(a, B, column, q, batch));
            }
            int y = at(a, Y, column, row, batch);
            f.set(y, f.get(y) + n.get(0) * sum);
        }
    }

    /// Copies a matrix as F32 into an array of a library's: rows of `x` numbers, which begin `distance` apart.
    static void operand(KernelContext c, FloatArray f, IntArray w, FloatArray to, IntArray a) {
        int x = c.globalIdx % a.get(X_COUNT);
        int y = c.globalIdx / a.get(X_COUNT);
        if (y < a.get(Y_COUNT)) {
            to.set(y * a.get(DISTANCE) + x,
                    Numbers.value(f, w, a.get(FROM_TYPE), a.get(0), a.get(1) + x * a.get(2) + y * a.get(3)));
        }
    }

    /// What a library has computed, as the product with these arguments.
    static void result(KernelContext c, FloatArray f, FloatArray result, IntArray a, FloatArray n) {
        int i = c.globalIdx;
        if (i < a.get(M) * a.get(N)) {
            put(f, a, n, at(a, OUT, i % a.get(N), i / a.get(N), 0), result.get(i));
        }
    }
}
