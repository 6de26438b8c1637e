package t2l.tensor.backend;

import java.util.ArrayList;
import java.util.List;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Heads;
import t2l.tensor.kernel.Unary;

/// Kernels that run every call and also keep it. [#replay] runs the calls again on the same tensors: a whole training
/// step without its bookkeeping, and without an allocation. What changes from step to step must therefore reach the
/// kernels through tensors (ids, targets, noise keys), never through numbers read while recording.
public final class Recording extends KernelsOver {
    private final List<Runnable> calls = new ArrayList<>();

    public Recording(Kernels under) {
        super(under);
    }

    /// Runs all recorded calls in order.
    public void replay() {
        for (int i = 0; i < calls.size(); i++) {
            calls.get(i).run();
        }
    }

    private void run(Runnable call) {
        call.run();
        calls.add(call);
    }

    @Override
    public void fill(double value, Tensor out) {
        run(() -> under.fill(value, out));
    }

    @Override
    public void copy(Tensor x, Tensor out) {
        run(() -> under.copy(x, out));
    }

    @Override
    public void scale(double alpha, Tensor x, Tensor out) {
        run(() -> under.scale(alpha, x, out));
    }

    @Override
    public void scaleAdd(double alpha, Tensor x, Tensor out) {
        run(() -> under.scaleAdd(alpha, x, out));
    }

    @Override
    public void scaleByAdd(double alpha, Tensor factor, Tensor x, Tensor out) {
        run(() -> under.scaleByAdd(alpha, factor, x, out));
    }

    @Override
    public void add(Tensor a, Tensor b, Tensor out) {
        run(() -> under.add(a, b, out));
    }

    @Override
    public void mul(Tensor a, Tensor b, Tensor out) {
        run(() -> under.mul(a, b, out));
    }

    @Override
    public void mulAdd(Tensor a, Tensor b, Tensor out) {
        run(() -> under.mulAdd(a, b, out));
    }

    @Override
    public void addRow(Tensor x, Tensor row, Tensor out) {
        run(() -> under.addRow(x, row, out));
    }

    @Override
    public void sumRowsAdd(Tensor x, Tensor out) {
        run(() -> under.sumRowsAdd(x, out));
    }

    @Override
    public void dot(Tensor a, Tensor b, Tensor out) {
        run(() -> under.dot(a, b, out));
    }

    @Override
    public void matmul(Tensor a, Tensor b, Tensor out) {
        run(() -> under.matmul(a, b, out));
    }

    @Override
    public void matmulAdd(double alpha, Tensor a, Tensor b, Tensor out) {
        run(() -> under.matmulAdd(alpha, a, b, out));
    }

    @Override
    public void map(Unary f, Tensor x, Tensor out) {
        run(() -> under.map(f, x, out));
    }

    @Override
    public void mapGradAdd(Unary f, Tensor x, Tensor dy, Tensor dx) {
        run(() -> under.mapGradAdd(f, x, dy, dx));
    }

    @Override
    public void gate(Unary f, Tensor g, Tensor u, Tensor out) {
        run(() -> under.gate(f, g, u, out));
    }

    @Override
    public void gateGradAdd(Unary f, Tensor g, Tensor u, Tensor dy, Tensor dg, Tensor du) {
        run(() -> under.gateGradAdd(f, g, u, dy, dg, du));
    }

    @Override
    public void rmsNorm(Tensor x, Tensor w, double eps, Tensor y, Tensor rstd) {
        run(() -> under.rmsNorm(x, w, eps, y, rstd));
    }

    @Override
    public void rmsNormGradAdd(Tensor x, Tensor w, Tensor rstd, Tensor dy, Tensor dx) {
        run(() -> under.rmsNormGradAdd(x, w, rstd, dy, dx));
    }

    @Override
    public void rmsNormWeightGradAdd(Tensor x, Tensor rstd, Tensor dy, Tensor dw) {
        run(() -> under.rmsNormWeightGradAdd(x, rstd, dy, dw));
    }

    @Override
    public void layerNorm(Tensor x, Tensor w, Tensor b, double eps, Tensor y, Tensor mean, Tensor rstd) {
        run(() -> under.layerNorm(x, w, b, eps, y, mean, rstd));
    }

    @Override
    public void layerNormGradAdd(Tensor x, Tensor w, Tensor mean, Tensor rstd, Tensor dy, Tensor dx) {
        run(() -> under.layerNormGradAdd(x, w, mean, rstd, dy, dx));
    }

    @Override
    public void layerNormWeightGradAdd(Tensor x, Tensor mean, Tensor rstd, Tensor dy, Tensor dw, Tensor db) {
        run(() -> under.layerNormWeightGradAdd(x, mean, rstd, dy, dw, db));
    }

    @Override
    public void softmax(Tensor x, Tensor y) {
        run(() -> under.softmax(x, y));
    }

    @Override
    public void softmaxGradAdd(Tensor y, Tensor dy, Tensor dx) {
        run(() -> under.softmaxGradAdd(y, dy, dx));
    }

    @Override
    public void attention(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse) {
        run(() -> under.attention(heads, q, k, v, span, y, lse));
    }

    @Override
    public void attentionGradAdd(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse,
            Tensor dy, Tensor dq, Tensor dk, Tensor dv) {
        run(() -> under.attentionGradAdd(heads, q, k, v, span, y, lse, dy, dq, dk, dv));
    }

    @Override
    public void rope(Tensor x, Tensor positions, Tensor cos, Tensor sin, boolean inverse, Tensor out) {
        run(() -> under.rope(x, positions, cos, sin, inverse, out));
    }

    @Override
    public void ropeAdd(Tensor x, Tensor positions, Tensor cos, Tensor sin, boolean inverse, Tensor out) {
        run(() -> under.ropeAdd(x, positions, cos, sin, inverse, out));
    }

    @Override
    public void gather(Tensor table, Tensor ids, Tensor out) {
        run(() -> under.gather(table, ids, out));
    }

    @Override
    public void scatterAdd(Tensor x, Tensor ids, Tensor table) {
        run(() -> under.scatterAdd(x, ids, table));
    }

    @Override
    public void crossEntropy(Tensor logits, Tensor targets, double smoothing, Tensor loss, Tensor lse) {
        run(() -> under.crossEntropy(logits, targets, smoothing, loss, lse));
    }

    @Override
    public void crossEntropyGrad(Tensor logits, Tensor targets, double smoothing, double cap, Tensor lse, Tensor dy) {
        run(() -> under.crossEntropyGrad(logits, targets, smoothing, cap, lse, dy));
    }

    @Override
    public void l1(Tensor x, Tensor target, Tensor loss) {
        run(() -> under.l1(x, target, loss));
    }

    @Override
    public void l1GradAdd(Tensor x, Tensor target, Tensor dy, Tensor dx) {
        run(() -> under.l1GradAdd(x, target, dy, dx));
    }

    @Override
    public void dropout(double p, Tensor key, int salt, Tensor x, Tensor out) {
        run(() -> under.dropout(p, key, salt, x, out));
    }

    @Override
    public void dropoutAdd(double p, Tensor key, int salt, Tensor dy, Tensor dx) {
        run(() -> under.dropoutAdd(p, key, salt, dy, dx));
    }

    @Override
    public void perturb(double bound, Tensor key, int salt, Tensor x, Tensor out) {
        run(() -> under.perturb(bound, key, salt, x, out));
    }

    @Override
    public void nearest(Tensor x, Tensor codes, Tensor ids) {
        run(() -> under.nearest(x, codes, ids));
    }

    @Override
    public void sample(Tensor p, Tensor key, int salt, Tensor ids) {
        run(() -> under.sample(p, key, salt, ids));
    }

    @Override
    public void codebook(Tensor x, double decay, Tensor codes, Tensor counts, Tensor sums) {
        run(() -> under.codebook(x, decay, codes, counts, sums));
    }

    @Override
    public void adamw(Tensor w, Tensor g, Tensor m, Tensor v, double lr, double beta1, double beta2, double eps,
            double decay, long t) {
        run(() -> under.adamw(w, g, m, v, lr, beta1, beta2, eps, decay, t));
    }
}
