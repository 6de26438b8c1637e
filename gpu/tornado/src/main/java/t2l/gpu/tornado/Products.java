package t2l.gpu.tornado;

import static t2l.gpu.tornado.Numbers.at;
import static t2l.gpu.tornado.Rows.LANES;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// Matrix products, `out = alpha · a · b`, or `+=`: those of `product_few.cl` and `product_tiled.cl`, with their arguments.
/// Up to [#FEW] rows go along each row of the weight with one group; a larger product is computed by groups of 16·16
/// work-items in tiles of 64·64, going along k in steps of 16 whose operands all of them load together into the group's
/// memory, each keeping 4·4 results of its own.
final class Products {
    private static final int FEW = 4;
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
    private static final int ADD = M + 3;
    /// Behind the arguments of a product, see [Operands#left].
    static final int SPACED = M + 4;

    private Products() {}

    static void put(FloatArray f, IntArray a, FloatArray n, int at, float sum) {
        float v = n.get(0) * sum;
        if (a.get(ADD) != 0) {
            v += f.get(at);
        }
        f.set(at, v);
    }

    static void fewF32(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] shared = c.allocateFloatLocalArray(FEW * LANES);
        int lane = c.localIdx;
        int column = c.groupIdx;
        int batch = c.globalIdy;
        int b = a.get(RIGHT);
        int first = a.get(RIGHT + 1) + batch * a.get(RIGHT + 4) + column * a.get(RIGHT + 2);
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        for (int j = lane; j < a.get(K); j += LANES) {
            int i = first + j * a.get(RIGHT + 3);
            float v = f.get(b + i);
            s0 += v * f.get(at(a, LEFT, j, 0, batch));
            if (a.get(M) > 1) {
                s1 += v * f.get(at(a, LEFT, j, 1, batch));
            }
            if (a.get(M) > 2) {
                s2 += v * f.get(at(a, LEFT, j, 2, batch));
            }
            if (a.get(M) > 3) {
                s3 += v * f.get(at(a, LEFT, j, 3, batch));
            }
        }
        for (int other = LANES / 2; other > 0; other >>= 1) {
            shared[lane] = s0;
            shared[lane + LANES] = s1;
            shared[lane + 2 * LANES] = s2;
            shared[lane + 3 * LANES] = s3;
            c.localBarrier();
            int partner = lane ^ other;
            s0 += shared[partner];
            s1 += shared[partner + LANES];
            s2 += shared[partner + 2 * LANES];
            s3 += shared[partner + 3 * LANES];
            c.localBarrier();
        }
        if (lane < a.get(M) && lane < FEW) {
            float sum = lane == 0 ? s0 : lane == 1 ? s1 : lane == 2 ? s2 : s3;
            put(f, a, n, at(a, OUT, column, lane, batch), sum);
        }
    }

    static void productF32(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] left = c.allocateFloatLocalArray(DEPTH * WIDE);
        float[] right = c.allocateFloatLocalArray(DEPTH * WIDE);
        int lx = c.localIdx;
        int ly = c.localIdy;
        int item = ly * GROUP + lx;
        int batch = c.globalIdz;
        int column = c.groupIdx * TILE;
        int row = c.groupIdy * TILE;
        int b = a.get(RIGHT);
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
                    u = f.get(b + i);
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

    static void fewF16(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] shared = c.allocateFloatLocalArray(FEW * LANES);
        int lane = c.localIdx;
        int column = c.groupIdx;
        int batch = c.globalIdy;
        int b = a.get(RIGHT);
        int first = a.get(RIGHT + 1) + batch * a.get(RIGHT + 4) + column * a.get(RIGHT + 2);
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        for (int j = lane; j < a.get(K); j += LANES) {
            int i = first + j * a.get(RIGHT + 3);
            float v = Numbers.f16(f, w, b, i);
            s0 += v * f.get(at(a, LEFT, j, 0, batch));
            if (a.get(M) > 1) {
                s1 += v * f.get(at(a, LEFT, j, 1, batch));
            }
            if (a.get(M) > 2) {
                s2 += v * f.get(at(a, LEFT, j, 2, batch));
            }
            if (a.get(M) > 3) {
                s3 += v * f.get(at(a, LEFT, j, 3, batch));
            }
        }
        for (int other = LANES / 2; other > 0; other >>= 1) {
            shared[lane] = s0;
            shared[lane + LANES] = s1;
            shared[lane + 2 * LANES] = s2;
            shared[lane + 3 * LANES] = s3;
            c.localBarrier();
            int partner = lane ^ other;
            s0 += shared[partner];
            s1 += shared[partner + LANES];
            s2 += shared[partner + 2 * LANES];
            s3 += shared[partner + 3 * LANES];
            c.localBarrier();
        }
        if (lane < a.get(M) && lane < FEW) {
            float sum = lane == 0 ? s0 : lane == 1 ? s1 : lane == 2 ? s2 : s3;
            put(f, a, n, at(a, OUT, column, lane, batch), sum);
        }
    }

    static void productF16(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] left = c.allocateFloatLocalArray(DEPTH * WIDE);
        float[] right = c.allocateFloatLocalArray(DEPTH * WIDE);
        int lx = c.localIdx;
        int ly = c.localIdy;
        int item = ly * GROUP + lx;
        int batch = c.globalIdz;
        int column = c.groupIdx * TILE;
        int row = c.groupIdy * TILE;
        int b = a.get(RIGHT);
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
                    u = Numbers.f16(f, w, b, i);
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

    static void fewBf16(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] shared = c.allocateFloatLocalArray(FEW * LANES);
        int lane = c.localIdx;
        int column = c.groupIdx;
        int batch = c.globalIdy;
        int b = a.get(RIGHT);
        int first = a.get(RIGHT + 1) + batch * a.get(RIGHT + 4) + column * a.get(RIGHT + 2);
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        for (int j = lane; j < a.get(K); j += LANES) {
            int i = first + j * a.get(RIGHT + 3);
            float v = Numbers.bf16(f, w, b, i);
            s0 += v * f.get(at(a, LEFT, j, 0, batch));
            if (a.get(M) > 1) {
                s1 += v * f.get(at(a, LEFT, j, 1, batch));
            }
            if (a.get(M) > 2) {
                s2 += v * f.get(at(a, LEFT, j, 2, batch));
            }
            if (a.get(M) > 3) {
                s3 += v * f.get(at(a, LEFT, j, 3, batch));
            }
        }
        for (int other = LANES / 2; other > 0; other >>= 1) {
            shared[lane] = s0;
            shared[lane + LANES] = s1;
            shared[lane + 2 * LANES] = s2;
            shared[lane + 3 * LANES] = s3;
            c.localBarrier();
            int partner = lane ^ other;
            s0 += shared[partner];
            s1 += shared[partner + LANES];
            s2 += shared[partner + 2 * LANES];
            s3 += shared[partner + 3 * LANES];
            c.localBarrier();
        }
        if (lane < a.get(M) && lane < FEW) {
            float sum = lane == 0 ? s0 : lane == 1 ? s1 : lane == 2 ? s2 : s3;
            put(f, a, n, at(a, OUT, column, lane, batch), sum);
        }
    }

    static void productBf16(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] left = c.allocateFloatLocalArray(DEPTH * WIDE);
        float[] right = c.allocateFloatLocalArray(DEPTH * WIDE);
        int lx = c.localIdx;
        int ly = c.localIdy;
        int item = ly * GROUP + lx;
        int batch = c.globalIdz;
        int column = c.groupIdx * TILE;
        int row = c.groupIdy * TILE;
        int b = a.get(RIGHT);
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
                    u = Numbers.bf16(f, w, b, i);
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

    static void fewQ8(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] shared = c.allocateFloatLocalArray(FEW * LANES);
        int lane = c.localIdx;
        int column = c.groupIdx;
        int batch = c.globalIdy;
        int b = a.get(RIGHT);
        int first = a.get(RIGHT + 1) + batch * a.get(RIGHT + 4) + column * a.get(RIGHT + 2);
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        for (int j = lane; j < a.get(K); j += LANES) {
            int i = first + j * a.get(RIGHT + 3);
            float v = Numbers.q8(f, w, b, i);
            s0 += v * f.get(at(a, LEFT, j, 0, batch));
            if (a.get(M) > 1) {
                s1 += v * f.get(at(a, LEFT, j, 1, batch));
            }
            if (a.get(M) > 2) {
                s2 += v * f.get(at(a, LEFT, j, 2, batch));
            }
            if (a.get(M) > 3) {
                s3 += v * f.get(at(a, LEFT, j, 3, batch));
            }
        }
        for (int other = LANES / 2; other > 0; other >>= 1) {
            shared[lane] = s0;
            shared[lane + LANES] = s1;
            shared[lane + 2 * LANES] = s2;
            shared[lane + 3 * LANES] = s3;
            c.localBarrier();
            int partner = lane ^ other;
            s0 += shared[partner];
            s1 += shared[partner + LANES];
            s2 += shared[partner + 2 * LANES];
            s3 += shared[partner + 3 * LANES];
            c.localBarrier();
        }
        if (lane < a.get(M) && lane < FEW) {
            float sum = lane == 0 ? s0 : lane == 1 ? s1 : lane == 2 ? s2 : s3;
            put(f, a, n, at(a, OUT, column, lane, batch), sum);
        }
    }

    static void productQ8(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] left = c.allocateFloatLocalArray(DEPTH * WIDE);
        float[] right = c.allocateFloatLocalArray(DEPTH * WIDE);
        int lx = c.localIdx;
        int ly = c.localIdy;
        int item = ly * GROUP + lx;
        int batch = c.globalIdz;
        int column = c.groupIdx * TILE;
        int row = c.groupIdy * TILE;
        int b = a.get(RIGHT);
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
                    u = Numbers.q8(f, w, b, i);
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

    static void fewQ4(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] shared = c.allocateFloatLocalArray(FEW * LANES);
        int lane = c.localIdx;
        int column = c.groupIdx;
        int batch = c.globalIdy;
        int b = a.get(RIGHT);
        int first = a.get(RIGHT + 1) + batch * a.get(RIGHT + 4) + column * a.get(RIGHT + 2);
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        for (int j = lane; j < a.get(K); j += LANES) {
            int i = first + j * a.get(RIGHT + 3);
            float v = Numbers.q4(f, w, b, i);
            s0 += v * f.get(at(a, LEFT, j, 0, batch));
            if (a.get(M) > 1) {
                s1 += v * f.get(at(a, LEFT, j, 1, batch));
            }
            if (a.get(M) > 2) {
                s2 += v * f.get(at(a, LEFT, j, 2, batch));
            }
            if (a.get(M) > 3) {
                s3 += v * f.get(at(a, LEFT, j, 3, batch));
            }
        }
        for (int other = LANES / 2; other > 0; other >>= 1) {
            shared[lane] = s0;
            shared[lane + LANES] = s1;
            shared[lane + 2 * LANES] = s2;
            shared[lane + 3 * LANES] = s3;
            c.localBarrier();
            int partner = lane ^ other;
            s0 += shared[partner];
            s1 += shared[partner + LANES];
            s2 += shared[partner + 2 * LANES];
            s3 += shared[partner + 3 * LANES];
            c.localBarrier();
        }
        if (lane < a.get(M) && lane < FEW) {
            float sum = lane == 0 ? s0 : lane == 1 ? s1 : lane == 2 ? s2 : s3;
            put(f, a, n, at(a, OUT, column, lane, batch), sum);
        }
    }

    static void productQ4(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] left = c.allocateFloatLocalArray(DEPTH * WIDE);
        float[] right = c.allocateFloatLocalArray(DEPTH * WIDE);
        int lx = c.localIdx;
        int ly = c.localIdy;
        int item = ly * GROUP + lx;
        int batch = c.globalIdz;
        int column = c.groupIdx * TILE;
        int row = c.groupIdy * TILE;
        int b = a.get(RIGHT);
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
                    u = Numbers.q4(f, w, b, i);
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
}
