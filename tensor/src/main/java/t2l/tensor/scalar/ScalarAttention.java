package t2l.tensor.scalar;

import java.util.Arrays;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Contract;
import t2l.tensor.kernel.Heads;

/// Attention, one query of one head after the other: scores against the keys it sees, their softmax, the sum of values.
final class ScalarAttention {
    private final Floats query = new Floats();
    private final Floats key = new Floats();
    private final Floats value = new Floats();
    private final Floats out = new Floats();
    private float[] q = {};
    private float[] k = {};
    private float[] v = {};
    private float[] y = {};
    private float[] score = {};

    /// [t2l.tensor.backend.Kernels#attention]; false, having done nothing, if [Floats] cannot see an operand.
    boolean attention(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse) {
        Contract.attention(heads, q, k, v, span, y, lse);
        if (!query.see(q) || !key.see(k) || !value.see(v) || !out.edit(y)) {
            return false;
        }
        int keys = k.dim(1);
        int queries = q.dim(1);
        this.q = Floats.room(this.q, query.width());
        this.y = Floats.room(this.y, query.width());
        this.k = Floats.room(this.k, keys * key.width());
        this.v = Floats.room(this.v, keys * key.width());
        score = Floats.room(score, keys);
        for (int b = 0; b < q.dim(0); b++) {
            for (int j = 0; j < keys; j++) {
                key.read(b * keys + j, this.k, j * key.width());
                value.read(b * keys + j, this.v, j * key.width());
            }
            for (int t = 0; t < queries; t++) {
                int place = keys - queries + t;
                int first = heads.mask().first(place, (int) span.at(b, 0));
                int end = Math.max(first, heads.mask().end(place, (int) span.at(b, 1)));
                query.read(b * queries + t, this.q, 0);
                for (int h = 0; h < heads.query(); h++) {
                    lse.set(((long) b * queries + t) * heads.query() + h, head(heads, h, first, end));
                }
                out.write(b * queries + t, 0, this.y, 0, query.width());
            }
        }
        return true;
    }

    /// One head of one query, against the keys `first … end`; returns the log of its softmax's denominator.
    private double head(Heads heads, int h, int first, int end) {
        int at = h * heads.width();
        int column = h / heads.group() * heads.width();
        double max = Double.NEGATIVE_INFINITY;
        for (int j = first; j < end; j++) {
            double s = heads.scale() * dot(q, at, k, j * key.width() + column, heads.width());
            score[j] = (float) (heads.capped() ? heads.cap() * Math.tanh(s / heads.cap()) : s);
            max = Math.max(max, score[j]);
        }
        double sum = 0;
        for (int j = first; j < end; j++) {
            score[j] = (float) Math.exp(score[j] - max);
            sum += score[j];
        }
        Arrays.fill(y, at, at + heads.width(), 0);
        for (int j = first; j < end; j++) {
            add((float) (score[j] / sum), v, j * key.width() + column, y, at, heads.width());
        }
        return first == end ? 0 : max + Math.log(sum);
    }

    private static float dot(float[] x, int at, float[] y, int from, int n) {
        float sum = 0;
        for (int i = 0; i < n; i++) {
            sum = Math.fma(x[at + i], y[from + i], sum);
        }
        return sum;
    }

    private static void add(float alpha, float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i++) {
            y[at + i] = Math.fma(alpha, x[from + i], y[at + i]);
        }
    }
}
