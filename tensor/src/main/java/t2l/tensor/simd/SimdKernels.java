package t2l.tensor.simd;

import t2l.tensor.Parallel;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.KernelsOver;
import t2l.tensor.kernel.Heads;
import t2l.tensor.kernel.Unary;

/// Which kernel has a fast version, and for which operands: a table. Everything else goes to the kernels under it.
public final class SimdKernels extends KernelsOver {
    private final Parallel threads;
    private final SimdMap map;
    private final SimdGate gate;
    private final SimdDropout dropout;
    private final SimdCopy copy;
    private final SimdDot dot;
    private final SimdColumns columns;
    private final SimdNorm norm;
    private final SimdRope rope;
    private final SimdAttention attention;
    private final SimdAttentionGrad attentionGrad;
    private final SimdGather gather;
    private final SimdSoftmax softmax;
    private final SimdLoss loss;
    private final SimdDistance distance;
    private final SimdAdam adam;
    private final SimdMatmul matmul;

    /// @param under computes what these kernels do not know
    public SimdKernels(Kernels under, Parallel threads) {
        super(under);
        this.threads = threads;
        map = new SimdMap(threads);
        gate = new SimdGate(threads);
        dropout = new SimdDropout(threads);
        copy = new SimdCopy(threads);
        dot = new SimdDot(threads);
        columns = new SimdColumns(threads);
        norm = new SimdNorm(threads);
        rope = new SimdRope(threads);
        attention = new SimdAttention(threads);
        attentionGrad = new SimdAttentionGrad(threads);
        gather = new SimdGather(threads);
        softmax = new SimdSoftmax(threads);
        loss = new SimdLoss(threads);
        distance = new SimdDistance(threads);
        adam = new SimdAdam(threads);
        matmul = new SimdMatmul(threads);
    }

    @Override
    public String name() {
        return "simd/" + Lanes.F.vectorBitSize() + ", " + threads.threads()
                + (threads.threads() == 1 ? " thread" : " threads");
    }

    @Override
    public void fill(double value, Tensor out) {
        if (!map.fill(value, out)) {
            under.fill(value, out);
        }
    }

    @Override
    public void copy(Tensor x, Tensor out) {
        if (!copy.copy(x, out)) {
            under.copy(x, out);
        }
    }

    @Override
    public void scale(double alpha, Tensor x, Tensor out) {
        if (!map.scale(alpha, x, out)) {
            under.scale(alpha, x, out);
        }
    }

    @Override
    public void scaleAdd(double alpha, Tensor x, Tensor out) {
        if (!map.scaleAdd(alpha, x, out)) {
            under.scaleAdd(alpha, x, out);
        }
    }

    @Override
    public void scaleByAdd(double alpha, Tensor factor, Tensor x, Tensor out) {
        if (!map.scaleByAdd(alpha, factor, x, out)) {
            under.scaleByAdd(alpha, factor, x, out);
        }
    }

    @Override
    public void add(Tensor a, Tensor b, Tensor out) {
        if (!map.add(a, b, out)) {
            under.add(a, b, out);
        }
    }

    @Override
    public void mul(Tensor a, Tensor b, Tensor out) {
        if (!map.mul(a, b, out)) {
            under.mul(a, b, out);
        }
    }

    @Override
    public void mulAdd(Tensor a, Tensor b, Tensor out) {
        if (!map.mulAdd(a, b, out)) {
            under.mulAdd(a, b, out);
        }
    }

    @Override
    public void addRow(Tensor x, Tensor row, Tensor out) {
        if (!map.addRow(x, row, out)) {
            under.addRow(x, row, out);
        }
    }

    @Override
    public void sumRowsAdd(Tensor x, Tensor out) {
        if (!columns.sumRowsAdd(x, out)) {
            under.sumRowsAdd(x, out);
        }
    }

    @Override
    public void dot(Tensor a, Tensor b, Tensor out) {
        if (!dot.dot(a, b, out)) {
            under.dot(a, b, out);
        }
    }

    @Override
    public void map(Unary f, Tensor x, Tensor out) {
        if (!gate.map(f, x, out)) {
            under.map(f, x, out);
        }
    }

    @Override
    public void mapGradAdd(Unary f, Tensor x, Tensor dy, Tensor dx) {
        if (!gate.mapGradAdd(f, x, dy, dx)) {
            under.mapGradAdd(f, x, dy, dx);
        }
    }

    @Override
    public void gate(Unary f, Tensor g, Tensor u, Tensor out) {
        if (!gate.gate(f, g, u, out)) {
            under.gate(f, g, u, out);
        }
    }

    @Override
    public void gateGradAdd(Unary f, Tensor g, Tensor u, Tensor dy, Tensor dg, Tensor du) {
        if (!gate.gateGradAdd(f, g, u, dy, dg, du)) {
            under.gateGradAdd(f, g, u, dy, dg, du);
        }
    }

    @Override
    public void rmsNorm(Tensor x, Tensor w, double eps, Tensor y, Tensor rstd) {
        if (!norm.rmsNorm(x, w, eps, y, rstd)) {
            under.rmsNorm(x, w, eps, y, rstd);
        }
    }

    @Override
    public void rmsNormGradAdd(Tensor x, Tensor w, Tensor rstd, Tensor dy, Tensor dx) {
        if (!norm.rmsNormGradAdd(x, w, rstd, dy, dx)) {
            under.rmsNormGradAdd(x, w, rstd, dy, dx);
        }
    }

    @Override
    public void rmsNormWeightGradAdd(Tensor x, Tensor rstd, Tensor dy, Tensor dw) {
        if (!columns.rmsNormWeightGradAdd(x, rstd, dy, dw)) {
            under.rmsNormWeightGradAdd(x, rstd, dy, dw);
        }
    }

    @Override
    public void layerNorm(Tensor x, Tensor w, Tensor b, double eps, Tensor y, Tensor mean, Tensor rstd) {
        if (!norm.layerNorm(x, w, b, eps, y, mean, rstd)) {
            under.layerNorm(x, w, b, eps, y, mean, rstd);
        }
    }

    @Override
    public void layerNormGradAdd(Tensor x, Tensor w, Tensor mean, Tensor rstd, Tensor dy, Tensor dx) {
        if (!norm.layerNormGradAdd(x, w, mean, rstd, dy, dx)) {
            under.layerNormGradAdd(x, w, mean, rstd, dy, dx);
        }
    }

    @Override
    public void layerNormWeightGradAdd(Tensor x, Tensor mean, Tensor rstd, Tensor dy, Tensor dw, Tensor db) {
        if (!columns.layerNormWeightGradAdd(x, mean, rstd, dy, dw, db)) {
            under.layerNormWeightGradAdd(x, mean, rstd, dy, dw, db);
        }
    }

    @Override
    public void softmax(Tensor x, Tensor y) {
        if (!softmax.softmax(x, y)) {
            under.softmax(x, y);
        }
    }

    @Override
    public void softmaxGradAdd(Tensor y, Tensor dy, Tensor dx) {
        if (!softmax.softmaxGradAdd(y, dy, dx)) {
            under.softmaxGradAdd(y, dy, dx);
        }
    }

    @Override
    public void attention(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse) {
        if (!attention.attention(heads, q, k, v, span, y, lse)) {
            under.attention(heads, q, k, v, span, y, lse);
        }
    }

    @Override
    public void attentionGradAdd(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse,
            Tensor dy, Tensor dq, Tensor dk, Tensor dv) {
        if (!attentionGrad.attentionGradAdd(heads, q, k, v, span, y, lse, dy, dq, dk, dv)) {
            under.attentionGradAdd(heads, q, k, v, span, y, lse, dy, dq, dk, dv);
        }
    }

    @Override
    public void rope(Tensor x, Tensor positions, Tensor cos, Tensor sin, boolean inverse, Tensor out) {
        if (!rope.rope(false, x, positions, cos, sin, inverse, out)) {
            under.rope(x, positions, cos, sin, inverse, out);
        }
    }

    @Override
    public void ropeAdd(Tensor x, Tensor positions, Tensor cos, Tensor sin, boolean inverse, Tensor out) {
        if (!rope.rope(true, x, positions, cos, sin, inverse, out)) {
            under.ropeAdd(x, positions, cos, sin, inverse, out);
        }
    }

    @Override
    public void gather(Tensor table, Tensor ids, Tensor out) {
        if (!gather.gather(table, ids, out)) {
            under.gather(table, ids, out);
        }
    }

    @Override
    public void scatterAdd(Tensor x, Tensor ids, Tensor table) {
        if (!gather.scatterAdd(x, ids, table)) {
            under.scatterAdd(x, ids, table);
        }
    }

    @Override
    public void crossEntropy(Tensor logits, Tensor targets, double smoothing, Tensor loss, Tensor lse) {
        if (!this.loss.crossEntropy(logits, targets, smoothing, loss, lse)) {
            under.crossEntropy(logits, targets, smoothing, loss, lse);
        }
    }

    @Override
    public void crossEntropyGrad(Tensor logits, Tensor targets, double smoothing, double cap, Tensor lse, Tensor dy) {
        if (!loss.crossEntropyGrad(logits, targets, smoothing, cap, lse, dy)) {
            under.crossEntropyGrad(logits, targets, smoothing, cap, lse, dy);
        }
    }

    @Override
    public void l1(Tensor x, Tensor target, Tensor loss) {
        if (!distance.l1(x, target, loss)) {
            under.l1(x, target, loss);
        }
    }

    @Override
    public void l1GradAdd(Tensor x, Tensor target, Tensor dy, Tensor dx) {
        if (!distance.l1GradAdd(x, target, dy, dx)) {
            under.l1GradAdd(x, target, dy, dx);
        }
    }

    @Override
    public void dropout(double p, Tensor key, int salt, Tensor x, Tensor out) {
        if (!dropout.drop(false, p, key, salt, x, out)) {
            under.dropout(p, key, salt, x, out);
        }
    }

    @Override
    public void dropoutAdd(double p, Tensor key, int salt, Tensor dy, Tensor dx) {
        if (!dropout.drop(true, p, key, salt, dy, dx)) {
            under.dropoutAdd(p, key, salt, dy, dx);
        }
    }

    @Override
    public void adamw(Tensor w, Tensor g, Tensor m, Tensor v, double lr, double beta1, double beta2, double eps,
            double decay, long t) {
        if (!adam.adamw(w, g, m, v, lr, beta1, beta2, eps, decay, t)) {
            under.adamw(w, g, m, v, lr, beta1, beta2, eps, decay, t);
        }
    }

    @Override
    public void matmul(Tensor a, Tensor b, Tensor out) {
        if (!matmul.run(false, 1, a, b, out)) {
            under.matmul(a, b, out);
        }
    }

    @Override
    public void matmulAdd(double alpha, Tensor a, Tensor b, Tensor out) {
        if (!matmul.run(true, alpha, a, b, out)) {
            under.matmulAdd(alpha, a, b, out);
        }
    }
}
