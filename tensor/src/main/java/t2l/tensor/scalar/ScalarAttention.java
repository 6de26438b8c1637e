package t2l.tensor.scalar;

import module java.base;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Attending.Attention;
import t2l.tensor.kernel.Heads;

/// Attention, one query of one head after the other: scores against the keys it sees, their softmax, the sum of values.
final class ScalarAttention {
    private final Floats query = new Floats();
    private final Floats page = new Floats();
    private final Floats out = new Floats();
    private float[] q = {};
    private float[] k = {};
    private float[] v = {};
    private float[] y = {};
    private float[] score = {};

    /// [t2l.tensor.kernel.Attending.Attention]; false, having done nothing, if [Floats] cannot see an operand.
    boolean run(Attention call) {
        call.requireSpans();
        if (!query.see(call.q()) || !sees(call.k()) || !sees(call.v()) || !out.edit(call.y())) {
            return false;
        }
        int keys = call.keys();
        int width = call.k().getFirst().dim(2);
        int queries = call.q().dim(1);
        q = Floats.atLeast(q, query.width());
        y = Floats.atLeast(y, query.width());
        k = Floats.atLeast(k, keys * width);
        v = Floats.atLeast(v, keys * width);
        score = Floats.atLeast(score, keys);
        for (int b = 0; b < call.q().dim(0); b++) {
            read(call.k(), b, k);
            read(call.v(), b, v);
            for (int t = 0; t < queries; t++) {
                int place = keys - queries + t;
                int first = call.heads().mask().first(place, (int) call.span().at(b, 0));
                int end = Math.max(first, call.heads().mask().end(place, (int) call.span().at(b, 1)));
                query.read(b * queries + t, q, 0);
                for (int h = 0; h < call.heads().query(); h++) {
                    call.lse().set(((long) b * queries + t) * call.heads().query() + h,
                            head(call.heads(), width, h, first, end));
                }
                out.write(b * queries + t, 0, y, 0, query.width());
            }
        }
        return true;
    }

    private boolean sees(List<Tensor> pages) {
        boolean all = true;
        for (int i = 0; i < pages.size(); i++) {
            all &= page.see(pages.get(i));
        }
        return all;
    }

    /// Copies the keys or values of sequence `b`.
    private void read(List<Tensor> pages, int b, float[] to) {
        int at = 0;
        for (int i = 0; i < pages.size(); i++) {
            page.see(pages.get(i));
            int count = pages.get(i).dim(1);
            for (int j = 0; j < count; j++) {
                page.read(b * count + j, to, at);
                at += page.width();
            }
        }
    }

    /// One head of one query, against the keys `first … end`; returns the log of its softmax's denominator.
    private double head(Heads heads, int keyWidth, int h, int first, int end) {
        int at = h * heads.width();
        int column = h / heads.group() * heads.width();
        double max = Double.NEGATIVE_INFINITY;
        for (int j = first; j < end; j++) {
            double s = heads.scale() * dot(q, at, k, j * keyWidth + column, heads.width());
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
            add((float) (score[j] / sum), v, j * keyWidth + column, y, at, heads.width());
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
