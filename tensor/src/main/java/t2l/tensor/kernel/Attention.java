package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// Scaled dot-product attention, `y = softmax(s)·v` per head with the scores `s = scale·q·kᵀ`, capped or not
/// ([Heads#cap]), without the matrix of scores.
///
/// `q[B,Tq,H·D] k[B,Tk,G·D] v[B,Tk,G·D] → y[B,Tq,H·D]`, `lse[B,Tq,H]` the log of each softmax's denominator, kept for the
/// backward pass. Query `t` stands at key position `Tk − Tq + t`; it sees the keys `span[b,0] ≤ j < span[b,1]` (`span
/// i32[B,2]`: padding on either side), and of those only the ones its [Heads#mask] lets it see. A query that sees nothing
/// gives a row of zeros. A span that leaves the keys throws [IllegalArgumentException] when the kernel runs.
public record Attention(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y,
        Tensor lse) implements Kernel {
    public Attention {
        requireShapes(heads, q, k, v, span, y, lse);
        Shapes.requireApart("attention", y, q, k, v);
    }

    @Override
    public Access access() {
        return Access.reads(q, k, v, span).andWrites(y, lse);
    }

    @Override
    public void define() {
        requireSpans(span, k);
        for (int b = 0; b < q.dim(0); b++) {
            for (int t = 0; t < q.dim(1); t++) {
                for (int h = 0; h < heads.query(); h++) {
                    int first = first(heads, q, k, span, b, t);
                    double[] score = scores(heads, q, k, span, b, t, h);
                    double max = Double.NEGATIVE_INFINITY;
                    for (double s : score) {
                        max = Math.max(max, s);
                    }
                    double sum = 0;
                    for (double s : score) {
                        sum += Math.exp(s - max);
                    }
                    double log = score.length == 0 ? 0 : max + Math.log(sum);
                    lse.set(((long) b * q.dim(1) + t) * heads.query() + h, log);
                    for (int d = 0; d < heads.width(); d++) {
                        double out = 0;
                        for (int j = 0; j < score.length; j++) {
                            out += Math.exp(score[j] - log) * v.at(b, first + j, keyColumn(heads, h, d));
                        }
                        y.set((((long) b * q.dim(1) + t) * heads.query() + h) * heads.width() + d, out);
                    }
                }
            }
        }
    }

    static void requireShapes(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse) {
        boolean ok = q.rank() == 3 && k.rank() == 3 && q.dim(2) == heads.query() * heads.width()
                && k.dim(2) == heads.keyValue() * heads.width()
                && k.dim(0) == q.dim(0) && k.dim(1) >= (heads.mask().equals(Mask.NONE) ? 0 : q.dim(1))
                && Shapes.same(k, v) && Shapes.same(q, y)
                && Shapes.is(span, q.dim(0), 2) && lse.rank() == 3 && lse.dim(0) == q.dim(0) && lse.dim(1) == q.dim(1)
                && lse.dim(2) == heads.query();
        Shapes.require(ok, "attention",
                "q[B,Tq,H·D] k[B,Tk,G·D] v[B,Tk,G·D] span[B,2] y[B,Tq,H·D] lse[B,Tq,H] for " + heads, q, k, v, span, y,
                lse);
    }

    /// Throws [IllegalArgumentException] if one of `span[B,2]` leaves the keys. Numbers change between two runs of one
    /// kernel, so every backend calls this at every run.
    public static void requireSpans(Tensor span, Tensor k) {
        for (int b = 0; b < span.dim(0); b++) {
            if (span.at(b, 0) < 0 || span.at(b, 1) > k.dim(1)) {
                throw new IllegalArgumentException("attention: needs spans within " + k.dim(1) + " keys, got "
                        + (long) span.at(b, 0) + " … " + (long) span.at(b, 1) + " for sequence " + b);
            }
        }
    }

    /// The first key that query `t` of sequence `b` sees.
    static int first(Heads heads, Tensor q, Tensor k, Tensor span, int b, int t) {
        return heads.mask().first(k.dim(1) - q.dim(1) + t, (int) span.at(b, 0));
    }

    /// The scores of one query against the keys it sees, in their order.
    static double[] scores(Heads heads, Tensor q, Tensor k, Tensor span, int b, int t, int h) {
        int first = first(heads, q, k, span, b, t);
        int end = heads.mask().end(k.dim(1) - q.dim(1) + t, (int) span.at(b, 1));
        double[] score = new double[Math.max(0, end - first)];
        for (int j = 0; j < score.length; j++) {
            for (int d = 0; d < heads.width(); d++) {
                score[j] += heads.scale() * q.at(b, t, h * heads.width() + d)
                        * k.at(b, first + j, keyColumn(heads, h, d));
            }
            if (heads.capped()) {
                score[j] = heads.cap() * Math.tanh(score[j] / heads.cap());
            }
        }
        return score;
    }

    static int keyColumn(Heads heads, int h, int d) {
        return h / heads.group() * heads.width() + d;
    }
}
