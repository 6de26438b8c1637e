package t2l.tensor.kernel;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.kernel.Kernel.Access;
import t2l.tensor.kernel.Lookups.Gather;

/// Attention, its gradient, and the rotary positions before it.
public sealed interface Attending extends Kernel {
    /// Scaled dot-product attention, `y = softmax(s)·v` per head with the scores `s = scale·q·kᵀ`, capped or not
    /// ([Heads#cap]), without the matrix of scores.
    ///
    /// `q[B,Tq,H·D] k[B,Tk,G·D] v[B,Tk,G·D] → y[B,Tq,H·D]`, `lse[B,Tq,H]` the log of each softmax's denominator, kept for the
    /// backward pass. Query `t` stands at key position `Tk − Tq + t`; it sees the keys `span[b,0] ≤ j < span[b,1]` (`span
    /// i32[B,2]`: padding on either side), and of those only the ones its [Heads#mask] lets it see. A query that sees nothing
    /// gives a row of zeros. A span that leaves the keys throws [IllegalArgumentException] when the kernel runs.
    ///
    /// Keys and values may be F16, within its range. The keys may lie in several pages `[B,P,G·D]`, each the continuation of
    /// the one before, and the values likewise. All pages but the last have the same length; backends are made for [#PAGE].
    record Attention(Heads heads, Tensor q, List<Tensor> k, List<Tensor> v, Tensor span, Tensor y,
            Tensor lse) implements Attending {
        /// Positions of a page that every backend reads where it lies.
        public static final int PAGE = 96;

        public Attention {
            k = List.copyOf(k);
            v = List.copyOf(v);
            requireShapes(heads, q, k, v, span, y, lse);
            for (int i = 0; i < k.size(); i++) {
                Shapes.requireApart("attention", y, q, k.get(i), v.get(i));
            }
        }

        /// With all keys on one page.
        public Attention(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse) {
            this(heads, q, List.of(k), List.of(v), span, y, lse);
        }

        @Override
        public Access access() {
            List<Tensor> reads = new ArrayList<>(List.of(q, span));
            reads.addAll(k);
            reads.addAll(v);
            return new Access(reads, List.of(), List.of(y, lse));
        }

        /// `Tk`
        public int keys() {
            return keys(k);
        }

        private static int keys(List<Tensor> pages) {
            return (pages.size() - 1) * pages.getFirst().dim(1) + pages.getLast().dim(1);
        }

        /// Throws [IllegalArgumentException] if a span leaves the keys. Numbers change between two runs of one kernel, so every
        /// backend calls this at every run.
        public void requireSpans() {
            requireSpans(span, keys());
        }

        @Override
        public void define() {
            requireSpans();
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
                                out += Math.exp(score[j] - log) * at(v, b, first + j, keyColumn(heads, h, d));
                            }
                            y.set((((long) b * q.dim(1) + t) * heads.query() + h) * heads.width() + d, out);
                        }
                    }
                }
            }
        }

        static void requireShapes(Heads heads, Tensor q, List<Tensor> k, List<Tensor> v, Tensor span, Tensor y,
                Tensor lse) {
            boolean ok = q.rank() == 3 && q.dim(2) == heads.query() * heads.width() && pages(heads, q, k, v)
                    && keys(k) >= (heads.mask().equals(Mask.NONE) ? 0 : q.dim(1)) && Shapes.same(q, y)
                    && Shapes.is(span, q.dim(0), 2) && lse.rank() == 3 && lse.dim(0) == q.dim(0)
                    && lse.dim(1) == q.dim(1)
                    && lse.dim(2) == heads.query();
            if (!ok) {
                throw Shapes.failure("attention",
                        "q[B,Tq,H·D] k[B,Tk,G·D] v[B,Tk,G·D] span[B,2] y[B,Tq,H·D] lse[B,Tq,H] for " + heads, q,
                        k.getLast(), v.getLast(), span, y, lse);
            }
        }

        /// Whether there are keys and values in pages that fit.
        private static boolean pages(Heads heads, Tensor q, List<Tensor> k, List<Tensor> v) {
            boolean ok = k.size() == v.size();
            for (int i = 0; i < k.size() && ok; i++) {
                Tensor page = k.get(i);
                ok = page.rank() == 3 && page.dim(0) == q.dim(0) && page.dim(2) == heads.keyValue() * heads.width()
                        && Shapes.same(page, v.get(i)) && page.dim(1) <= k.getFirst().dim(1)
                        && (page.dim(1) == k.getFirst().dim(1) || i == k.size() - 1);
            }
            return ok;
        }

        /// Throws [IllegalArgumentException] if one of `span[B,2]` leaves the `keys`.
        static void requireSpans(Tensor span, int keys) {
            for (int b = 0; b < span.dim(0); b++) {
                if (span.at(b, 0) < 0 || span.at(b, 1) > keys) {
                    throw new IllegalArgumentException("attention: needs spans within " + keys + " keys, got "
                            + (long) span.at(b, 0) + " … " + (long) span.at(b, 1) + " for sequence " + b);
                }
            }
        }

        /// The first key that query `t` of sequence `b` sees.
        static int first(Heads heads, Tensor q, List<Tensor> k, Tensor span, int b, int t) {
            return heads.mask().first(keys(k) - q.dim(1) + t, (int) span.at(b, 0));
        }

        /// The scores of one query against the keys it sees, in their order.
        static double[] scores(Heads heads, Tensor q, List<Tensor> k, Tensor span, int b, int t, int h) {
            int first = first(heads, q, k, span, b, t);
            int end = heads.mask().end(keys(k) - q.dim(1) + t, (int) span.at(b, 1));
            double[] score = new double[Math.max(0, end - first)];
            for (int j = 0; j < score.length; j++) {
                for (int d = 0; d < heads.width(); d++) {
                    score[j] += heads.scale() * q.at(b, t, h * heads.width() + d)
                            * at(k, b, first + j, keyColumn(heads, h, d));
                }
                if (heads.capped()) {
                    score[j] = heads.cap() * Math.tanh(score[j] / heads.cap());
                }
            }
            return score;
        }

        private static double at(List<Tensor> pages, int b, int j, int column) {
            int page = pages.getFirst().dim(1);
            return pages.get(j / page).at(b, j % page, column);
        }

        static int keyColumn(Heads heads, int h, int d) {
            return h / heads.group() * heads.width() + d;
        }
    }

    /// Gradients of [Attention], scores computed again. With `p` the weights of a query and `δ = dy·y`: `dv += p·dy`,
    /// `ds = p·(dy·v − δ)·(1 − (s/cap)²)·scale`, `dq += ds·k`, `dk += ds·q` (Dao 2023, algorithm 2).
    record AttentionGradAdd(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse, Tensor dy,
            Tensor dq, Tensor dk, Tensor dv) implements Attending {
        public AttentionGradAdd {
            Attention.requireShapes(heads, q, List.of(k), List.of(v), span, y, lse);
            Attention.requireShapes(heads, dq, List.of(dk), List.of(dv), span, dy, lse);
            for (Tensor out : new Tensor[] {dq, dk, dv}) {
                Shapes.requireApart("attentionGradAdd", out, q, k, v, y, dy);
            }
        }

        @Override
        public Access access() {
            return Access.reads(q, k, v, span, y, lse, dy).andUpdates(dq, dk, dv);
        }

        /// As [Attention#requireSpans()].
        public void requireSpans() {
            Attention.requireSpans(span, k.dim(1));
        }

        @Override
        public void define() {
            requireSpans();
            List<Tensor> keys = List.of(k);
            int width = heads.width();
            for (int b = 0; b < q.dim(0); b++) {
                for (int t = 0; t < q.dim(1); t++) {
                    for (int h = 0; h < heads.query(); h++) {
                        int first = Attention.first(heads, q, keys, span, b, t);
                        double[] score = Attention.scores(heads, q, keys, span, b, t, h);
                        double log = lse.get(((long) b * q.dim(1) + t) * heads.query() + h);
                        double dyDotY = 0;
                        for (int d = 0; d < width; d++) {
                            dyDotY += dy.at(b, t, h * width + d) * y.at(b, t, h * width + d);
                        }
                        for (int j = 0; j < score.length; j++) {
                            double p = Math.exp(score[j] - log);
                            double dyDotV = 0;
                            for (int d = 0; d < width; d++) {
                                dyDotV += dy.at(b, t, h * width + d)
                                        * v.at(b, first + j, Attention.keyColumn(heads, h, d));
                            }
                            double uncapped = 1 - score[j] / heads.cap() * (score[j] / heads.cap());
                            double ds = p * (dyDotV - dyDotY) * uncapped * heads.scale();
                            for (int d = 0; d < width; d++) {
                                int column = Attention.keyColumn(heads, h, d);
                                addAt(dv, b, first + j, column, p * dy.at(b, t, h * width + d));
                                addAt(dq, b, t, h * width + d, ds * k.at(b, first + j, column));
                                addAt(dk, b, first + j, column, ds * q.at(b, t, h * width + d));
                            }
                        }
                    }
                }
            }
        }

        private static void addAt(Tensor x, int b, int t, int c, double v) {
            long at = ((long) b * x.dim(1) + t) * x.dim(2) + c;
            x.set(at, x.get(at) + v);
        }
    }

    /// Attention sinks (Xiao et al. 2023; gpt-oss): each head has one more score, of a key without a value. From the result of
    /// [Attention] without them, `y[B,T,H·D] ⊙= e^(lse − log)` and `lse[B,T,H] = log` with `log = ln(e^lse + e^sinks[H])`.
    /// [AttentionGradAdd] of what they are afterwards is the gradient.
    record Sinks(Tensor y, Tensor lse, Tensor sinks) implements Attending {
        public Sinks {
            requireShapes("sinks", y, lse, sinks);
        }

        @Override
        public Access access() {
            return Access.reads(sinks).andUpdates(y, lse);
        }

        @Override
        public void define() {
            int width = y.dim(2) / sinks.dim(0);
            for (long i = 0; i < lse.size(); i++) {
                double from = lse.get(i);
                double log = log(from, sinks.get(i % sinks.dim(0)));
                lse.set(i, log);
                for (long d = i * width; d < (i + 1) * width; d++) {
                    y.set(d, y.get(d) * Math.exp(from - log));
                }
            }
        }

        /// `ln(e^lse + e^sink)`
        public static double log(double lse, double sink) {
            return Math.max(lse, sink) + Math.log1p(Math.exp(-Math.abs(lse - sink)));
        }

        static void requireShapes(String kernel, Tensor y, Tensor lse, Tensor sinks) {
            Shapes.require(y.rank() == 3 && sinks.rank() == 1 && sinks.dim(0) > 0 && y.dim(2) % sinks.dim(0) == 0
                    && Shapes.is(lse, y.dim(0), y.dim(1), sinks.dim(0)), kernel, "y[B,T,H·D] lse[B,T,H] sinks[H]", y,
                    lse, sinks);
        }
    }

    /// The gradient of [Sinks] for them, `dsinks[h] −= Σ e^(sinks[h] − lse) · (dy·y)`, with `y` and `lse` as they left them.
    record SinksGradAdd(Tensor y, Tensor lse, Tensor sinks, Tensor dy, Tensor dsinks) implements Attending {
        public SinksGradAdd {
            Sinks.requireShapes("sinksGradAdd", y, lse, sinks);
            Sinks.requireShapes("sinksGradAdd", dy, lse, dsinks);
            Shapes.requireApart("sinksGradAdd", dsinks, sinks);
        }

        @Override
        public Access access() {
            return Access.reads(y, lse, sinks, dy).andUpdates(dsinks);
        }

        @Override
        public void define() {
            int width = y.dim(2) / sinks.dim(0);
            for (long i = 0; i < lse.size(); i++) {
                long h = i % sinks.dim(0);
                double sum = 0;
                for (long d = i * width; d < (i + 1) * width; d++) {
                    sum += dy.get(d) * y.get(d);
                }
                dsinks.set(h, dsinks.get(h) - Math.exp(sinks.get(h) - lse.get(i)) * sum);
            }
        }
    }

    /// Rotary positions (Su et al. 2021) in the half-split convention of HF: within the first `R` numbers of each head of
    /// width `D`, the pair `(i, i + R/2)` is rotated by the angle whose `cos[P,R/2] sin[P,R/2]` are row `positions[n]`,
    /// backwards if `inverse`; the rest of a head stays as it is. `out[n,H·D] = rotated x[n,H·D]`, or `+=` if `add`; `out` may
    /// be `x`. A position outside the table throws [IllegalArgumentException] when the kernel runs.
    ///
    /// @param head `D`
    record Rope(Tensor x, Tensor positions, Tensor cos, Tensor sin, int head, boolean inverse, boolean add,
            Tensor out) implements Attending {
        public Rope {
            boolean ok = x.rank() == 2 && Shapes.is(positions, x.dim(0)) && cos.rank() == 2 && cos.dim(1) > 0
                    && Shapes.same(cos, sin) && head >= 2 * cos.dim(1) && x.dim(1) % head == 0 && Shapes.same(x, out);
            Shapes.require(ok, "rope", "x[n,H·D] positions[n] cos[P,R/2] sin[P,R/2] out[n,H·D] with D " + head, x,
                    positions, cos, sin, out);
        }

        @Override
        public Access access() {
            return add
                    ? Access.reads(x, positions, cos, sin).andUpdates(out)
                    : Access.reads(x, positions, cos, sin).andWrites(out);
        }

        /// Throws [IllegalArgumentException] for a position outside the table, as [Gather#requireIds()] does.
        public void requirePositions() {
            Gather.requireRows("rope", positions, 0, cos);
        }

        @Override
        public void define() {
            requirePositions();
            int half = cos.dim(1);
            int c = x.dim(1);
            for (int n = 0; n < x.dim(0); n++) {
                int p = (int) positions.get(n);
                for (int h = 0; h < c; h += head) {
                    for (int j = 0; j < half; j++) {
                        double a = x.at(n, h + j);
                        double b = x.at(n, h + half + j);
                        double co = cos.at(p, j);
                        double si = inverse ? -sin.at(p, j) : sin.at(p, j);
                        long at = (long) n * c + h + j;
                        out.set(at, (add ? out.get(at) : 0) + a * co - b * si);
                        out.set(at + half, (add ? out.get(at + half) : 0) + b * co + a * si);
                    }
                    for (int j = 2 * half; j < head; j++) {
                        long at = (long) n * c + h + j;
                        out.set(at, (add ? out.get(at) : 0) + x.at(n, h + j));
                    }
                }
            }
        }
    }
}
