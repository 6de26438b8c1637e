package t2l.tensor.backend;

import t2l.tensor.Tensor;
import t2l.tensor.kernel.Contract;
import t2l.tensor.kernel.Heads;
import t2l.tensor.kernel.Noise;
import t2l.tensor.kernel.Unary;

/// The definition: plain loops in double precision over any element type and any view. Slow on purpose.
public final class ReferenceKernels implements Kernels {
    @Override
    public String name() {
        return "reference";
    }

    @Override
    public void fill(double value, Tensor out) {
        out.fill(value);
    }

    @Override
    public void copy(Tensor x, Tensor out) {
        Contract.elementwise("copy", x, out);
        for (long i = 0, n = x.size(); i < n; i++) {
            out.set(i, x.get(i));
        }
    }

    @Override
    public void scale(double alpha, Tensor x, Tensor out) {
        Contract.elementwise("scale", x, out);
        for (long i = 0, n = x.size(); i < n; i++) {
            out.set(i, alpha * x.get(i));
        }
    }

    @Override
    public void scaleAdd(double alpha, Tensor x, Tensor out) {
        Contract.elementwise("scaleAdd", x, out);
        for (long i = 0, n = x.size(); i < n; i++) {
            out.set(i, out.get(i) + alpha * x.get(i));
        }
    }

    @Override
    public void scaleByAdd(double alpha, Tensor factor, Tensor x, Tensor out) {
        Contract.scaleBy(factor, x, out);
        scaleAdd(alpha * factor.get(0), x, out);
    }

    @Override
    public void add(Tensor a, Tensor b, Tensor out) {
        Contract.elementwise("add", a, b, out);
        for (long i = 0, n = a.size(); i < n; i++) {
            out.set(i, a.get(i) + b.get(i));
        }
    }

    @Override
    public void mul(Tensor a, Tensor b, Tensor out) {
        Contract.elementwise("mul", a, b, out);
        for (long i = 0, n = a.size(); i < n; i++) {
            out.set(i, a.get(i) * b.get(i));
        }
    }

    @Override
    public void mulAdd(Tensor a, Tensor b, Tensor out) {
        Contract.elementwise("mulAdd", a, b, out);
        for (long i = 0, n = a.size(); i < n; i++) {
            out.set(i, out.get(i) + a.get(i) * b.get(i));
        }
    }

    @Override
    public void addRow(Tensor x, Tensor row, Tensor out) {
        Contract.rows("addRow", x, row);
        Contract.elementwise("addRow", x, out);
        int c = x.dim(1);
        for (long i = 0, n = x.size(); i < n; i++) {
            out.set(i, x.get(i) + row.get(i % c));
        }
    }

    @Override
    public void sumRowsAdd(Tensor x, Tensor out) {
        Contract.rows("sumRowsAdd", x, out);
        for (int j = 0; j < x.dim(1); j++) {
            double sum = 0;
            for (int i = 0; i < x.dim(0); i++) {
                sum += x.at(i, j);
            }
            out.set(j, out.get(j) + sum);
        }
    }

    @Override
    public void dot(Tensor a, Tensor b, Tensor out) {
        Contract.dot(a, b, out);
        double sum = 0;
        for (long i = 0, n = a.size(); i < n; i++) {
            sum += a.get(i) * b.get(i);
        }
        out.set(0, sum);
    }

    @Override
    public void matmul(Tensor a, Tensor b, Tensor out) {
        product(0, 1, a, b, out);
    }

    @Override
    public void matmulAdd(double alpha, Tensor a, Tensor b, Tensor out) {
        product(1, alpha, a, b, out);
    }

    private static void product(double beta, double alpha, Tensor a, Tensor b, Tensor out) {
        Contract.matmul(a, b, out);
        int batch = a.rank() == 3 ? a.dim(0) : 1;
        int m = out.dim(-2);
        int n = out.dim(-1);
        int inner = a.dim(-1);
        for (int s = 0; s < batch; s++) {
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int k = 0; k < inner; k++) {
                        sum += read(a, s, i, k) * read(b, s, k, j);
                    }
                    long at = ((long) s * m + i) * n + j;
                    out.set(at, (beta == 0 ? 0 : beta * out.get(at)) + alpha * sum);
                }
            }
        }
    }

    private static double read(Tensor t, int s, int i, int j) {
        return t.rank() == 3 ? t.at(s, i, j) : t.at(i, j);
    }

    @Override
    public void map(Unary f, Tensor x, Tensor out) {
        Contract.elementwise("map", x, out);
        for (long i = 0, n = x.size(); i < n; i++) {
            out.set(i, f.f(x.get(i)));
        }
    }

    @Override
    public void mapGradAdd(Unary f, Tensor x, Tensor dy, Tensor dx) {
        Contract.elementwise("mapGradAdd", x, dy, dx);
        for (long i = 0, n = x.size(); i < n; i++) {
            dx.set(i, dx.get(i) + dy.get(i) * f.df(x.get(i)));
        }
    }

    @Override
    public void gate(Unary f, Tensor g, Tensor u, Tensor out) {
        Contract.elementwise("gate", g, u, out);
        for (long i = 0, n = g.size(); i < n; i++) {
            out.set(i, f.f(g.get(i)) * u.get(i));
        }
    }

    @Override
    public void gateGradAdd(Unary f, Tensor g, Tensor u, Tensor dy, Tensor dg, Tensor du) {
        Contract.gateGrad(g, u, dy, dg, du);
        for (long i = 0, n = g.size(); i < n; i++) {
            dg.set(i, dg.get(i) + dy.get(i) * u.get(i) * f.df(g.get(i)));
            du.set(i, du.get(i) + dy.get(i) * f.f(g.get(i)));
        }
    }

    @Override
    public void rmsNorm(Tensor x, Tensor w, double eps, Tensor y, Tensor rstd) {
        Contract.norm("rmsNorm", x, w, y, rstd);
        int c = x.dim(1);
        for (int i = 0; i < x.dim(0); i++) {
            double squares = 0;
            for (int j = 0; j < c; j++) {
                squares += x.at(i, j) * x.at(i, j);
            }
            double scale = 1 / Math.sqrt(squares / c + eps);
            rstd.set(i, scale);
            for (int j = 0; j < c; j++) {
                y.set((long) i * c + j, x.at(i, j) * scale * w.get(j));
            }
        }
    }

    @Override
    public void rmsNormGradAdd(Tensor x, Tensor w, Tensor rstd, Tensor dy, Tensor dx) {
        Contract.norm("rmsNormGradAdd", x, w, dy, rstd);
        Contract.elementwise("rmsNormGradAdd", x, dx);
        int c = x.dim(1);
        for (int i = 0; i < x.dim(0); i++) {
            double mean = 0;
            for (int j = 0; j < c; j++) {
                mean += w.get(j) * dy.at(i, j) * x.at(i, j) / c;
            }
            double s = rstd.get(i);
            for (int j = 0; j < c; j++) {
                long at = (long) i * c + j;
                dx.set(at, dx.get(at) + s * (w.get(j) * dy.at(i, j) - x.at(i, j) * s * s * mean));
            }
        }
    }

    @Override
    public void rmsNormWeightGradAdd(Tensor x, Tensor rstd, Tensor dy, Tensor dw) {
        Contract.norm("rmsNormWeightGradAdd", x, dw, dy, rstd);
        for (int j = 0; j < x.dim(1); j++) {
            double sum = 0;
            for (int i = 0; i < x.dim(0); i++) {
                sum += dy.at(i, j) * x.at(i, j) * rstd.get(i);
            }
            dw.set(j, dw.get(j) + sum);
        }
    }

    @Override
    public void layerNorm(Tensor x, Tensor w, Tensor b, double eps, Tensor y, Tensor mean, Tensor rstd) {
        Contract.layerNorm("layerNorm", x, w, b, y, mean, rstd);
        int c = x.dim(1);
        for (int i = 0; i < x.dim(0); i++) {
            double m = 0;
            for (int j = 0; j < c; j++) {
                m += x.at(i, j) / c;
            }
            double var = 0;
            for (int j = 0; j < c; j++) {
                var += (x.at(i, j) - m) * (x.at(i, j) - m) / c;
            }
            double scale = 1 / Math.sqrt(var + eps);
            mean.set(i, m);
            rstd.set(i, scale);
            for (int j = 0; j < c; j++) {
                y.set((long) i * c + j, (x.at(i, j) - m) * scale * w.get(j) + b.get(j));
            }
        }
    }

    @Override
    public void layerNormGradAdd(Tensor x, Tensor w, Tensor mean, Tensor rstd, Tensor dy, Tensor dx) {
        Contract.norm("layerNormGradAdd", x, w, dy, rstd);
        Contract.norm("layerNormGradAdd", x, w, dx, mean);
        int c = x.dim(1);
        for (int i = 0; i < x.dim(0); i++) {
            double s = rstd.get(i);
            double meanG = 0;
            double meanGx = 0;
            for (int j = 0; j < c; j++) {
                double g = w.get(j) * dy.at(i, j);
                meanG += g / c;
                meanGx += g * (x.at(i, j) - mean.get(i)) * s / c;
            }
            for (int j = 0; j < c; j++) {
                long at = (long) i * c + j;
                double xHat = (x.at(i, j) - mean.get(i)) * s;
                dx.set(at, dx.get(at) + s * (w.get(j) * dy.at(i, j) - meanG - xHat * meanGx));
            }
        }
    }

    @Override
    public void layerNormWeightGradAdd(Tensor x, Tensor mean, Tensor rstd, Tensor dy, Tensor dw, Tensor db) {
        Contract.layerNorm("layerNormWeightGradAdd", x, dw, db, dy, mean, rstd);
        for (int j = 0; j < x.dim(1); j++) {
            double sumW = 0;
            double sumB = 0;
            for (int i = 0; i < x.dim(0); i++) {
                sumW += dy.at(i, j) * (x.at(i, j) - mean.get(i)) * rstd.get(i);
                sumB += dy.at(i, j);
            }
            dw.set(j, dw.get(j) + sumW);
            db.set(j, db.get(j) + sumB);
        }
    }

    @Override
    public void softmax(Tensor x, Tensor y) {
        Contract.softmax("softmax", x, y);
        int c = x.dim(1);
        for (int i = 0; i < x.dim(0); i++) {
            double log = logSumExp(x, i);
            for (int j = 0; j < c; j++) {
                y.set((long) i * c + j, Math.exp(x.at(i, j) - log));
            }
        }
    }

    @Override
    public void softmaxGradAdd(Tensor y, Tensor dy, Tensor dx) {
        Contract.softmax("softmaxGradAdd", y, dy);
        Contract.softmax("softmaxGradAdd", y, dx);
        int c = y.dim(1);
        for (int i = 0; i < y.dim(0); i++) {
            double mean = 0;
            for (int j = 0; j < c; j++) {
                mean += y.at(i, j) * dy.at(i, j);
            }
            for (int j = 0; j < c; j++) {
                long at = (long) i * c + j;
                dx.set(at, dx.get(at) + y.at(i, j) * (dy.at(i, j) - mean));
            }
        }
    }

    private static double logSumExp(Tensor x, int row) {
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < x.dim(1); j++) {
            max = Math.max(max, x.at(row, j));
        }
        double sum = 0;
        for (int j = 0; j < x.dim(1); j++) {
            sum += Math.exp(x.at(row, j) - max);
        }
        return max + Math.log(sum);
    }

    @Override
    public void attention(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse) {
        Contract.attention(heads, q, k, v, span, y, lse);
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
                            out += Math.exp(score[j] - log) * read(v, b, first + j, keyColumn(heads, h, d));
                        }
                        y.set(flat(y, b, t, h * heads.width() + d), out);
                    }
                }
            }
        }
    }

    @Override
    public void attentionGradAdd(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse,
            Tensor dy, Tensor dq, Tensor dk, Tensor dv) {
        Contract.attentionGrad(heads, q, k, v, span, y, lse, dy, dq, dk, dv);
        int width = heads.width();
        for (int b = 0; b < q.dim(0); b++) {
            for (int t = 0; t < q.dim(1); t++) {
                for (int h = 0; h < heads.query(); h++) {
                    int first = first(heads, q, k, span, b, t);
                    double[] score = scores(heads, q, k, span, b, t, h);
                    double log = lse.get(((long) b * q.dim(1) + t) * heads.query() + h);
                    double dyDotY = 0;
                    for (int d = 0; d < width; d++) {
                        dyDotY += read(dy, b, t, h * width + d) * read(y, b, t, h * width + d);
                    }
                    for (int j = 0; j < score.length; j++) {
                        double p = Math.exp(score[j] - log);
                        double dyDotV = 0;
                        for (int d = 0; d < width; d++) {
                            dyDotV += read(dy, b, t, h * width + d) * read(v, b, first + j, keyColumn(heads, h, d));
                        }
                        double uncapped = 1 - score[j] / heads.cap() * (score[j] / heads.cap());
                        double ds = p * (dyDotV - dyDotY) * uncapped * heads.scale();
                        for (int d = 0; d < width; d++) {
                            int column = keyColumn(heads, h, d);
                            addAt(dv, b, first + j, column, p * read(dy, b, t, h * width + d));
                            addAt(dq, b, t, h * width + d, ds * read(k, b, first + j, column));
                            addAt(dk, b, first + j, column, ds * read(q, b, t, h * width + d));
                        }
                    }
                }
            }
        }
    }

    private static int first(Heads heads, Tensor q, Tensor k, Tensor span, int b, int t) {
        return heads.mask().first(k.dim(1) - q.dim(1) + t, (int) span.at(b, 0));
    }

    /// The scores of one query against the keys it sees, in their order.
    private static double[] scores(Heads heads, Tensor q, Tensor k, Tensor span, int b, int t, int h) {
        int first = first(heads, q, k, span, b, t);
        int end = heads.mask().end(k.dim(1) - q.dim(1) + t, (int) span.at(b, 1));
        double[] score = new double[Math.max(0, end - first)];
        for (int j = 0; j < score.length; j++) {
            for (int d = 0; d < heads.width(); d++) {
                score[j] += heads.scale() * read(q, b, t, h * heads.width() + d)
                        * read(k, b, first + j, keyColumn(heads, h, d));
            }
            if (heads.capped()) {
                score[j] = heads.cap() * Math.tanh(score[j] / heads.cap());
            }
        }
        return score;
    }

    private static int keyColumn(Heads heads, int h, int d) {
        return h / heads.group() * heads.width() + d;
    }

    private static long flat(Tensor x, int b, int t, int c) {
        return ((long) b * x.dim(1) + t) * x.dim(2) + c;
    }

    private static void addAt(Tensor x, int b, int t, int c, double v) {
        long at = flat(x, b, t, c);
        x.set(at, x.get(at) + v);
    }

    @Override
    public void rope(Tensor x, Tensor positions, Tensor cos, Tensor sin, boolean inverse, Tensor out) {
        rotate(0, x, positions, cos, sin, inverse, out);
    }

    @Override
    public void ropeAdd(Tensor x, Tensor positions, Tensor cos, Tensor sin, boolean inverse, Tensor out) {
        rotate(1, x, positions, cos, sin, inverse, out);
    }

    private static void rotate(double beta, Tensor x, Tensor positions, Tensor cos, Tensor sin, boolean inverse,
            Tensor out) {
        Contract.rope(x, positions, cos, sin, out);
        int half = cos.dim(1);
        int c = x.dim(1);
        for (int i = 0; i < x.dim(0); i++) {
            int p = (int) positions.get(i);
            if (p < 0 || p >= cos.dim(0)) {
                throw Contract.id("rope", p, cos);
            }
            for (int h = 0; h < c; h += 2 * half) {
                for (int j = 0; j < half; j++) {
                    double a = x.at(i, h + j);
                    double b = x.at(i, h + half + j);
                    double co = cos.at(p, j);
                    double si = inverse ? -sin.at(p, j) : sin.at(p, j);
                    long at = (long) i * c + h + j;
                    out.set(at, (beta == 0 ? 0 : out.get(at)) + a * co - b * si);
                    out.set(at + half, (beta == 0 ? 0 : out.get(at + half)) + b * co + a * si);
                }
            }
        }
    }

    @Override
    public void gather(Tensor table, Tensor ids, Tensor out) {
        Contract.gather("gather", table, ids, out);
        for (int i = 0; i < ids.dim(0); i++) {
            int id = row("gather", ids, i, table);
            for (int j = 0; j < table.dim(1); j++) {
                out.set((long) i * table.dim(1) + j, id < 0 ? 0 : table.at(id, j));
            }
        }
    }

    @Override
    public void scatterAdd(Tensor x, Tensor ids, Tensor table) {
        Contract.gather("scatterAdd", table, ids, x);
        int c = table.dim(1);
        for (int i = 0; i < ids.dim(0); i++) {
            int id = row("scatterAdd", ids, i, table);
            for (int j = 0; j < c && id >= 0; j++) {
                table.set((long) id * c + j, table.at(id, j) + x.at(i, j));
            }
        }
    }

    private static int row(String op, Tensor ids, int i, Tensor table) {
        int id = (int) ids.get(i);
        if (id < -1 || id >= table.dim(0)) {
            throw Contract.id(op, id, table);
        }
        return id;
    }

    @Override
    public void crossEntropy(Tensor logits, Tensor targets, double smoothing, Tensor loss, Tensor lse) {
        Contract.crossEntropy(logits, targets, lse, loss);
        int v = logits.dim(1);
        for (int i = 0; i < logits.dim(0); i++) {
            double mean = 0;
            for (int j = 0; j < v; j++) {
                mean += logits.at(i, j) / v;
            }
            double log = logSumExp(logits, i);
            lse.set(i, log);
            int target = target(logits, targets, i);
            loss.set(i, target == Kernels.IGNORE ? 0 : log - (1 - smoothing) * logits.at(i, target) - smoothing * mean);
        }
    }

    @Override
    public void crossEntropyGrad(Tensor logits, Tensor targets, double smoothing, double cap, Tensor lse, Tensor dy) {
        Contract.crossEntropy(logits, targets, lse, dy);
        Contract.cap("crossEntropyGrad", cap);
        int v = logits.dim(1);
        for (int i = 0; i < logits.dim(0); i++) {
            int target = target(logits, targets, i);
            for (int j = 0; j < v; j++) {
                double p = Math.exp(logits.at(i, j) - lse.get(i)) - smoothing / v - (j == target ? 1 - smoothing : 0);
                double slope = 1 - logits.at(i, j) / cap * (logits.at(i, j) / cap);
                logits.set((long) i * v + j, target == Kernels.IGNORE ? 0 : dy.get(i) * p * slope);
            }
        }
    }

    private static int target(Tensor logits, Tensor targets, int i) {
        int target = (int) targets.get(i);
        if (target != Kernels.IGNORE && (target < 0 || target >= logits.dim(1))) {
            throw Contract.target(target, logits);
        }
        return target;
    }

    @Override
    public void l1(Tensor x, Tensor target, Tensor loss) {
        Contract.l1("l1", x, target, loss);
        for (int i = 0; i < x.dim(0); i++) {
            double sum = 0;
            for (int j = 0; j < x.dim(1); j++) {
                sum += Math.abs(x.at(i, j) - target.at(i, j));
            }
            loss.set(i, sum / x.dim(1));
        }
    }

    @Override
    public void l1GradAdd(Tensor x, Tensor target, Tensor dy, Tensor dx) {
        Contract.l1("l1GradAdd", x, target, dy);
        Contract.elementwise("l1GradAdd", x, dx);
        int c = x.dim(1);
        for (int i = 0; i < x.dim(0); i++) {
            for (int j = 0; j < c; j++) {
                long at = (long) i * c + j;
                dx.set(at, dx.get(at) + dy.get(i) / c * Math.signum(x.at(i, j) - target.at(i, j)));
            }
        }
    }

    @Override
    public void dropout(double p, Tensor key, int salt, Tensor x, Tensor out) {
        drop(0, p, key, salt, x, out);
    }

    @Override
    public void dropoutAdd(double p, Tensor key, int salt, Tensor dy, Tensor dx) {
        drop(1, p, key, salt, dy, dx);
    }

    private static void drop(double beta, double p, Tensor key, int salt, Tensor x, Tensor out) {
        Contract.dropout(p, key, x, out);
        int stream = Noise.stream(key, salt);
        int threshold = Noise.threshold(p);
        for (int i = 0; i < x.size(); i++) {
            double kept = Noise.bits(stream, i) >>> 8 >= threshold ? x.get(i) / (1 - p) : 0;
            out.set(i, (beta == 0 ? 0 : out.get(i)) + kept);
        }
    }

    @Override
    public void perturb(double bound, Tensor key, int salt, Tensor x, Tensor out) {
        Contract.perturb(bound, key, x, out);
        int stream = Noise.stream(key, salt);
        for (int i = 0; i < x.size(); i++) {
            out.set(i, x.get(i) + bound * Noise.uniform(Noise.bits(stream, i)));
        }
    }

    @Override
    public void nearest(Tensor x, Tensor codes, Tensor ids) {
        Contract.nearest(x, codes, ids);
        for (int i = 0; i < x.dim(0); i++) {
            ids.set(i, nearest(x, i, codes));
        }
    }

    private static int nearest(Tensor x, int row, Tensor codes) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < codes.dim(1); j++) {
            double distance = 0;
            for (int e = 0; e < codes.dim(0); e++) {
                double off = x.at(row, e) - codes.at(e, j);
                distance += off * off;
            }
            if (distance < least) {
                least = distance;
                best = j;
            }
        }
        return best;
    }

    @Override
    public void sample(Tensor p, Tensor key, int salt, Tensor ids) {
        Contract.sample(p, key, ids);
        int stream = Noise.stream(key, salt);
        for (int i = 0; i < p.dim(0); i++) {
            double left = (Noise.uniform(Noise.bits(stream, i)) + 1) / 2;
            int chosen = 0;
            for (int j = 0; j < p.dim(1) && left >= 0; j++) {
                chosen = p.at(i, j) > 0 ? j : chosen;
                left -= p.at(i, j);
            }
            ids.set(i, chosen);
        }
    }

    @Override
    public void codebook(Tensor x, double decay, Tensor codes, Tensor counts, Tensor sums) {
        Contract.codebook(x, codes, counts, sums);
        scale(decay, counts, counts);
        scale(decay, sums, sums);
        int book = codes.dim(1);
        for (int i = 0; i < x.dim(0); i++) {
            int j = nearest(x, i, codes);
            counts.set(j, counts.get(j) + 1 - decay);
            for (int e = 0; e < x.dim(1); e++) {
                long at = (long) e * book + j;
                sums.set(at, sums.get(at) + (1 - decay) * x.at(i, e));
            }
        }
        double total = 0;
        for (int j = 0; j < book; j++) {
            total += counts.get(j);
        }
        for (long at = 0; at < sums.size(); at++) {
            double smoothed = (counts.get(at % book) + 1e-5) / (total + book * 1e-5) * total;
            codes.set(at, sums.get(at) / smoothed);
        }
    }

    @Override
    public void adamw(Tensor w, Tensor g, Tensor m, Tensor v, double lr, double beta1, double beta2, double eps,
            double decay, long t) {
        Contract.adamw(w, g, m, v);
        double c1 = 1 - Math.pow(beta1, (double) t);
        double c2 = 1 - Math.pow(beta2, (double) t);
        for (long i = 0, n = w.size(); i < n; i++) {
            m.set(i, beta1 * m.get(i) + (1 - beta1) * g.get(i));
            v.set(i, beta2 * v.get(i) + (1 - beta2) * g.get(i) * g.get(i));
            w.set(i, w.get(i) - lr * (m.get(i) / c1 / (Math.sqrt(v.get(i) / c2) + eps) + decay * w.get(i)));
        }
    }
}
