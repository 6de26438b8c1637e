package t2l.gpu.tornado;

import static t2l.gpu.tornado.Numbers.at;
import static t2l.gpu.tornado.Rows.LANES;
import static t2l.gpu.tornado.Rows.LOWEST;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// Scaled dot-product attention without the matrix of scores, as `attention.cl` computes it and with its arguments; but one
/// work-item of a group keeps what the group agreed on in the result itself, since the group's memory has a fixed size.
///
/// `q, y, dy, dq: [B,Tq,H·D]`, `k, v, dk, dv: [B,Tk,G·D]`, `lse: [B,Tq,H]`, `span: [B,2]`.
final class Attention {
    private static final int ANY = 0x7FFFFFFF;

    /// Above every cap that is one.
    private static final float UNCAPPED = 1e30f;

    private static final int Q = 0;
    private static final int K = Q + Numbers.TENSOR;
    private static final int V = K + Numbers.TENSOR;
    private static final int SPAN = V + Numbers.TENSOR;
    /// Where the fifth operand's arguments begin.
    private static final int Y = SPAN + Numbers.TENSOR;

    // Sizes, from where they begin.
    private static final int QUERIES = 0;
    private static final int KEYS = 1;
    private static final int HEADS = 2;
    private static final int GROUP = 3;
    private static final int WIDTH = 4;
    private static final int BEFORE = 5;
    private static final int AFTER = 6;

    private Attention() {}

    /// The first key that query `t` of sequence `b` sees; sizes begin at `s`.
    private static int first(IntArray w, IntArray a, int s, int b, int t) {
        int first = w.get(at(a, SPAN, 0, b));
        int place = a.get(s + KEYS) - a.get(s + QUERIES) + t;
        if (a.get(s + BEFORE) != ANY && place - a.get(s + BEFORE) > first) {
            first = place - a.get(s + BEFORE);
        }
        return first;
    }

    /// The first key behind those that it sees.
    private static int end(IntArray w, IntArray a, int s, int b, int t) {
        int end = w.get(at(a, SPAN, 1, b));
        int place = a.get(s + KEYS) - a.get(s + QUERIES) + t;
        if (a.get(s + AFTER) != ANY && place + 1 + a.get(s + AFTER) < end) {
            end = place + 1 + a.get(s + AFTER);
        }
        return end;
    }

    /// The score of query `t` and key `j`, capped.
    private static float score(FloatArray f, IntArray a, FloatArray n, int s, int b, int t, int h, int j) {
        int width = a.get(s + WIDTH);
        int g = h / a.get(s + GROUP);
        float score = 0;
        for (int d = 0; d < width; d++) {
            score += f.get(at(a, Q, h * width + d, t, b)) * f.get(at(a, K, g * width + d, j, b));
        }
        score *= n.get(0);
        if (n.get(1) < UNCAPPED) {
            score = n.get(1) * TornadoMath.tanh(score / n.get(1));
        }
        return score;
    }

    static void attention(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] shared = c.allocateFloatLocalArray(LANES);
        float[] weights = c.allocateFloatLocalArray(LANES);
        int lse = Y + Numbers.TENSOR;
        int s = lse + Numbers.TENSOR;
        int lane = c.localIdx;
        int width = a.get(s + WIDTH);
        int h = c.groupIdx % a.get(s + HEADS);
        int t = c.groupIdx / a.get(s + HEADS);
        int b = c.globalIdy;
        int g = h / a.get(s + GROUP);
        int first = first(w, a, s, b, t);
        int end = end(w, a, s, b, t);
        for (int d = lane; d < width; d += LANES) {
            f.set(at(a, Y, h * width + d, t, b), 0);
        }
        float most = LOWEST;
        float sum = 0;
        for (int from = first; from < end; from += LANES) {
            int j = from + lane;
            float own = LOWEST;
            if (j < end) {
                own = score(f, a, n, s, b, t, h, j);
            }
            float largest = own;
            for (int other = LANES / 2; other > 0; other >>= 1) {
                shared[lane] = largest;
                c.localBarrier();
                largest = TornadoMath.max(largest, shared[lane ^ other]);
                c.localBarrier();
            }
            largest = TornadoMath.max(most, largest);
            float shrink = TornadoMath.exp(most - largest);
            float weight = 0;
            if (j < end) {
                weight = TornadoMath.exp(own - largest);
            }
            weights[lane] = weight;
            float added = weight;
            for (int other = LANES / 2; other > 0; other >>= 1) {
                shared[lane] = added;
                c.localBarrier();
                added += shared[lane ^ other];
                c.localBarrier();
            }
            sum = sum * shrink + added;
            most = largest;
            int count = end - from < LANES ? end - from : LANES;
            for (int d = lane; d < width; d += LANES) {
                int to = at(a, Y, h * width + d, t, b);
                float mixed = f.get(to) * shrink;
                for (int i = 0; i < count; i++) {
                    mixed += weights[i] * f.get(at(a, V, g * width + d, from + i, b));
                }
                f.set(to, mixed);
            }
            c.localBarrier();
        }
        for (int d = lane; d < width; d += LANES) {
            int to = at(a, Y, h * width + d, t, b);
            float y = 0;
            if (first < end) {
                y = f.get(to) / sum;
            }
            f.set(to, y);
        }
        if (lane == 0) {
            float log = 0;
            if (first < end) {
                log = most + TornadoMath.log(sum);
            }
            f.set(at(a, lse, h, t, b), log);
        }
    }

    /// `dots[B,Tq,H] = Σ dy ⊙ y`, in a block of its own.
    static void dots(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] shared = c.allocateFloatLocalArray(LANES);
        int second = Numbers.TENSOR;
        int dots = second + Numbers.TENSOR;
        int queries = a.get(dots + 1);
        int heads = a.get(dots + 2);
        int width = a.get(dots + 3);
        int lane = c.localIdx;
        int h = c.groupIdx % heads;
        int t = c.groupIdx / heads;
        int b = c.globalIdy;
        float own = 0;
        for (int d = lane; d < width; d += LANES) {
            own += f.get(at(a, second, h * width + d, t, b)) * f.get(at(a, 0, h * width + d, t, b));
        }
        for (int other = LANES / 2; other > 0; other >>= 1) {
            shared[lane] = own;
            c.localBarrier();
            own += shared[lane ^ other];
            c.localBarrier();
        }
        float all = own;
        if (lane == 0) {
            f.set(a.get(dots) + (b * queries + t) * heads + h, all);
        }
    }

    /// The slope of the score of query `t` and key `j` before the cap, given its weight.
    private static float slope(FloatArray f, IntArray a, FloatArray n, int s, int b, int t, int h, int j, float score,
            float weight, float own) {
        int dy = Y + Numbers.TENSOR;
        int width = a.get(s + WIDTH);
        int g = h / a.get(s + GROUP);
        float along = 0;
        for (int d = 0; d < width; d++) {
            along += f.get(at(a, dy, h * width + d, t, b)) * f.get(at(a, V, g * width + d, j, b));
        }
        float bent = 0;
        if (n.get(1) < UNCAPPED) {
            bent = score / n.get(1);
        }
        return weight * (along - own) * (1 - bent * bent) * n.get(0);
    }

    /// One group a query: its keys LANES at a time.
    static void gradQ(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] slopes = c.allocateFloatLocalArray(LANES);
        int dots = Y + 2 * Numbers.TENSOR;
        int dq = dots + 1;
        int s = dq + Numbers.TENSOR;
        int lane = c.localIdx;
        int width = a.get(s + WIDTH);
        int heads = a.get(s + HEADS);
        int h = c.groupIdx % heads;
        int t = c.groupIdx / heads;
        int b = c.globalIdy;
        int g = h / a.get(s + GROUP);
        int first = first(w, a, s, b, t);
        int end = end(w, a, s, b, t);
        float own = f.get(a.get(dots) + (b * a.get(s + QUERIES) + t) * heads + h);
        for (int from = first; from < end; from += LANES) {
            int j = from + lane;
            float ds = 0;
            if (j < end) {
                float score = score(f, a, n, s, b, t, h, j);
                float weight = TornadoMath.exp(score - f.get(at(a, Y, h, t, b)));
                ds = slope(f, a, n, s, b, t, h, j, score, weight, own);
            }
            slopes[lane] = ds;
            c.localBarrier();
            int count = end - from < LANES ? end - from : LANES;
            for (int d = lane; d < width; d += LANES) {
                float sum = 0;
                for (int i = 0; i < count; i++) {
                    sum += slopes[i] * f.get(at(a, K, g * width + d, from + i, b));
                }
                int to = at(a, dq, h * width + d, t, b);
                f.set(to, f.get(to) + sum);
            }
            c.localBarrier();
        }
    }

    /// One group a key: the queries of all heads that share it, LANES at a time.
    static void gradKv(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] slopes = c.allocateFloatLocalArray(LANES);
        float[] weights = c.allocateFloatLocalArray(LANES);
        int dy = Y + Numbers.TENSOR;
        int dots = Y + 2 * Numbers.TENSOR;
        int dk = dots + 1;
        int dv = dk + Numbers.TENSOR;
        int s = dv + Numbers.TENSOR;
        int lane = c.localIdx;
        int width = a.get(s + WIDTH);
        int heads = a.get(s + HEADS);
        int group = a.get(s + GROUP);
        int queries = a.get(s + QUERIES);
        int g = c.groupIdx % (heads / group);
        int j = c.groupIdx / (heads / group);
        int b = c.globalIdy;
        for (int h = g * group; h < (g + 1) * group; h++) {
            for (int from = 0; from < queries; from += LANES) {
                int t = from + lane;
                float ds = 0;
                float weight = 0;
                if (t < queries) {
                    if (first(w, a, s, b, t) <= j && j < end(w, a, s, b, t)) {
                        float own = f.get(a.get(dots) + (b * queries + t) * heads + h);
                        float score = score(f, a, n, s, b, t, h, j);
                        weight = TornadoMath.exp(score - f.get(at(a, Y, h, t, b)));
                        ds = slope(f, a, n, s, b, t, h, j, score, weight, own);
                    }
                }
                slopes[lane] = ds;
                weights[lane] = weight;
                c.localBarrier();
                int count = queries - from < LANES ? queries - from : LANES;
                for (int d = lane; d < width; d += LANES) {
                    float k = 0;
                    float v = 0;
                    for (int i = 0; i < count; i++) {
                        k += slopes[i] * f.get(at(a, Q, h * width + d, from + i, b));
                        v += weights[i] * f.get(at(a, dy, h * width + d, from + i, b));
                    }
                    int toK = at(a, dk, g * width + d, j, b);
                    f.set(toK, f.get(toK) + k);
                    int toV = at(a, dv, g * width + d, j, b);
                    f.set(toV, f.get(toV) + v);
                }
                c.localBarrier();
            }
        }
    }
}
