package t2l.tensor.backend;

import java.util.Optional;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Heads;
import t2l.tensor.kernel.Unary;

/// A backend that speeds up some kernels and hands the rest to the one under it.
public abstract class KernelsOver implements Kernels {
    protected final Kernels under;

    protected KernelsOver(Kernels under) {
        this.under = under;
    }

    @Override
    public String name() {
        return under.name();
    }

    @Override
    public Optional<Traffic> traffic() {
        return under.traffic();
    }

    @Override
    public void finish() {
        under.finish();
    }

    @Override
    public void fill(double value, Tensor out) {
        under.fill(value, out);
    }

    @Override
    public void copy(Tensor x, Tensor out) {
        under.copy(x, out);
    }

    @Override
    public void scale(double alpha, Tensor x, Tensor out) {
        under.scale(alpha, x, out);
    }

    @Override
    public void scaleAdd(double alpha, Tensor x, Tensor out) {
        under.scaleAdd(alpha, x, out);
    }

    @Override
    public void scaleByAdd(double alpha, Tensor factor, Tensor x, Tensor out) {
        under.scaleByAdd(alpha, factor, x, out);
    }

    @Override
    public void add(Tensor a, Tensor b, Tensor out) {
        under.add(a, b, out);
    }

    @Override
    public void mul(Tensor a, Tensor b, Tensor out) {
        under.mul(a, b, out);
    }

    @Override
    public void mulAdd(Tensor a, Tensor b, Tensor out) {
        under.mulAdd(a, b, out);
    }

    @Override
    public void addRow(Tensor x, Tensor row, Tensor out) {
        under.addRow(x, row, out);
    }

    @Override
    public void sumRowsAdd(Tensor x, Tensor out) {
        under.sumRowsAdd(x, out);
    }

    @Override
    public void dot(Tensor a, Tensor b, Tensor out) {
        under.dot(a, b, out);
    }

    @Override
    public void matmul(Tensor a, Tensor b, Tensor out) {
        under.matmul(a, b, out);
    }

    @Override
    public void matmulAdd(double alpha, Tensor a, Tensor b, Tensor out) {
        under.matmulAdd(alpha, a, b, out);
    }

    @Override
    public void map(Unary f, Tensor x, Tensor out) {
        under.map(f, x, out);
    }

    @Override
    public void mapGradAdd(Unary f, Tensor x, Tensor dy, Tensor dx) {
        under.mapGradAdd(f, x, dy, dx);
    }

    @Override
    public void gate(Unary f, Tensor g, Tensor u, Tensor out) {
        under.gate(f, g, u, out);
    }

    @Override
    public void gateGradAdd(Unary f, Tensor g, Tensor u, Tensor dy, Tensor dg, Tensor du) {
        under.gateGradAdd(f, g, u, dy, dg, du);
    }

    @Override
    public void rmsNorm(Tensor x, Tensor w, double eps, Tensor y, Tensor rstd) {
        under.rmsNorm(x, w, eps, y, rstd);
    }

    @Override
    public void rmsNormGradAdd(Tensor x, Tensor w, Tensor rstd, Tensor dy, Tensor dx) {
        under.rmsNormGradAdd(x, w, rstd, dy, dx);
    }

    @Override
    public void rmsNormWeightGradAdd(Tensor x, Tensor rstd, Tensor dy, Tensor dw) {
        under.rmsNormWeightGradAdd(x, rstd, dy, dw);
    }

    @Override
    public void layerNorm(Tensor x, Tensor w, Tensor b, double eps, Tensor y, Tensor mean, Tensor rstd) {
        under.layerNorm(x, w, b, eps, y, mean, rstd);
    }

    @Override
    public void layerNormGradAdd(Tensor x, Tensor w, Tensor mean, Tensor rstd, Tensor dy, Tensor dx) {
        under.layerNormGradAdd(x, w, mean, rstd, dy, dx);
    }

    @Override
    public void layerNormWeightGradAdd(Tensor x, Tensor mean, Tensor rstd, Tensor dy, Tensor dw, Tensor db) {
        under.layerNormWeightGradAdd(x, mean, rstd, dy, dw, db);
    }

    @Override
    public void softmax(Tensor x, Tensor y) {
        under.softmax(x, y);
    }

    @Override
    public void softmaxGradAdd(Tensor y, Tensor dy, Tensor dx) {
        under.softmaxGradAdd(y, dy, dx);
    }

    @Override
    public void attention(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse) {
        under.attention(heads, q, k, v, span, y, lse);
    }

    @Override
    public void attentionGradAdd(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse,
            Tensor dy, Tensor dq, Tensor dk, Tensor dv) {
        under.attentionGradAdd(heads, q, k, v, span, y, lse, dy, dq, dk, dv);
    }

    @Override
    public void rope(Tensor x, Tensor positions, Tensor cos, Tensor sin, boolean inverse, Tensor out) {
        under.rope(x, positions, cos, sin, inverse, out);
    }

    @Override
    public void ropeAdd(Tensor x, Tensor positions, Tensor cos, Tensor sin, boolean inverse, Tensor out) {
        under.ropeAdd(x, positions, cos, sin, inverse, out);
    }

    @Override
    public void gather(Tensor table, Tensor ids, Tensor out) {
        under.gather(table, ids, out);
    }

    @Override
    public void scatterAdd(Tensor x, Tensor ids, Tensor table) {
        under.scatterAdd(x, ids, table);
    }

    @Override
    public void crossEntropy(Tensor logits, Tensor targets, double smoothing, Tensor loss, Tensor lse) {
        under.crossEntropy(logits, targets, smoothing, loss, lse);
    }

    @Override
    public void crossEntropyGrad(Tensor logits, Tensor targets, double smoothing, double cap, Tensor lse, Tensor dy) {
        under.crossEntropyGrad(logits, targets, smoothing, cap, lse, dy);
    }

    @Override
    public void l1(Tensor x, Tensor target, Tensor loss) {
        under.l1(x, target, loss);
    }

    @Override
    public void l1GradAdd(Tensor x, Tensor target, Tensor dy, Tensor dx) {
        under.l1GradAdd(x, target, dy, dx);
    }

    @Override
    public void dropout(double p, Tensor key, int salt, Tensor x, Tensor out) {
        under.dropout(p, key, salt, x, out);
    }

    @Override
    public void dropoutAdd(double p, Tensor key, int salt, Tensor dy, Tensor dx) {
        under.dropoutAdd(p, key, salt, dy, dx);
    }

    @Override
    public void perturb(double bound, Tensor key, int salt, Tensor x, Tensor out) {
        under.perturb(bound, key, salt, x, out);
    }

    @Override
    public void nearest(Tensor x, Tensor codes, Tensor ids) {
        under.nearest(x, codes, ids);
    }

    @Override
    public void sample(Tensor p, Tensor key, int salt, Tensor ids) {
        under.sample(p, key, salt, ids);
    }

    @Override
    public void codebook(Tensor x, double decay, Tensor codes, Tensor counts, Tensor sums) {
        under.codebook(x, decay, codes, counts, sums);
    }

    @Override
    public void adamw(Tensor w, Tensor g, Tensor m, Tensor v, double lr, double beta1, double beta2, double eps,
            double decay, long t) {
        under.adamw(w, g, m, v, lr, beta1, beta2, eps, decay, t);
    }
}
