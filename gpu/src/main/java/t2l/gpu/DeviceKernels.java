package t2l.gpu;

import java.util.Optional;
import java.util.OptionalDouble;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.KernelsOver;
import t2l.tensor.backend.Traffic;
import t2l.tensor.kernel.Heads;
import t2l.tensor.kernel.Unary;

/// Which kernel a device has, and for which operands: a table. Everything else, and what the device fails at, goes to the
/// kernels under it, for which [t2l.tensor.Memory] brings home what they need.
public final class DeviceKernels extends KernelsOver implements AutoCloseable {
    /// Floats side by side that show what the device could do at most: enough for every core of a large one to be busy for
    /// longer than a launch takes.
    private static final int PEAK_FLOATS = 1 << 20;

    /// Sums of each of them, as `peak.cl` has them.
    private static final int PEAK_SUMS = 12;

    private final Offload device;
    private final Elements elements;
    private final Sums sums;
    private final Attention attention;
    private final Products products;

    /// @param under  computes what the device cannot
    /// @param device closed with this
    public DeviceKernels(Kernels under, Device device) {
        super(under);
        this.device = new Offload(device);
        elements = new Elements(this.device);
        sums = new Sums(this.device);
        attention = new Attention(this.device);
        products = new Products(this.device);
    }

    @Override
    public String name() {
        return device.device().backend() + "/" + device.device().name() + ", over " + under.name();
    }

    @Override
    public Optional<Traffic> traffic() {
        return Optional.of(device.traffic());
    }

    /// Sums side by side in registers, as wide as the device likes them; see `peak.cl`.
    @Override
    public OptionalDouble multiplyAdds(int rounds) {
        int width = Math.max(1, device.device().vector());
        int items = PEAK_FLOATS / width;
        boolean done = device.run("multiplyAdds",
                task -> task.kernel("peak", "-DWIDTH=" + width, "multiply_adds")
                        .block(task.scratch(0, 4L * PEAK_FLOATS))
                        .whole(rounds).real(0.999).launch(items, 1, 1, Device.LANES, 1));
        finish();
        return done ? OptionalDouble.of(2.0 * PEAK_SUMS * width * items * rounds) : OptionalDouble.empty();
    }

    @Override
    public void finish() {
        device.finish();
    }

    /// Brings all results home and gives the device's memory back.
    @Override
    public void close() {
        device.close();
    }

    @Override
    public void fill(double value, Tensor out) {
        if (!elements.fill(value, out)) {
            under.fill(value, out);
        }
    }

    @Override
    public void copy(Tensor x, Tensor out) {
        if (!elements.copy(x, out)) {
            under.copy(x, out);
        }
    }

    @Override
    public void scale(double alpha, Tensor x, Tensor out) {
        if (!elements.scale(alpha, x, out)) {
            under.scale(alpha, x, out);
        }
    }

    @Override
    public void scaleAdd(double alpha, Tensor x, Tensor out) {
        if (!elements.scaleAdd(alpha, x, out)) {
            under.scaleAdd(alpha, x, out);
        }
    }

    @Override
    public void scaleByAdd(double alpha, Tensor factor, Tensor x, Tensor out) {
        if (!elements.scaleByAdd(alpha, factor, x, out)) {
            under.scaleByAdd(alpha, factor, x, out);
        }
    }

    @Override
    public void add(Tensor a, Tensor b, Tensor out) {
        if (!elements.add(a, b, out)) {
            under.add(a, b, out);
        }
    }

    @Override
    public void mul(Tensor a, Tensor b, Tensor out) {
        if (!elements.mul(a, b, out)) {
            under.mul(a, b, out);
        }
    }

    @Override
    public void mulAdd(Tensor a, Tensor b, Tensor out) {
        if (!elements.mulAdd(a, b, out)) {
            under.mulAdd(a, b, out);
        }
    }

    @Override
    public void addRow(Tensor x, Tensor row, Tensor out) {
        if (!elements.addRow(x, row, out)) {
            under.addRow(x, row, out);
        }
    }

    @Override
    public void sumRowsAdd(Tensor x, Tensor out) {
        if (!sums.sumRowsAdd(x, out)) {
            under.sumRowsAdd(x, out);
        }
    }

    @Override
    public void dot(Tensor a, Tensor b, Tensor out) {
        if (!sums.dot(a, b, out)) {
            under.dot(a, b, out);
        }
    }

    @Override
    public void map(Unary f, Tensor x, Tensor out) {
        if (!elements.map(f, x, out)) {
            under.map(f, x, out);
        }
    }

    @Override
    public void mapGradAdd(Unary f, Tensor x, Tensor dy, Tensor dx) {
        if (!elements.mapGradAdd(f, x, dy, dx)) {
            under.mapGradAdd(f, x, dy, dx);
        }
    }

    @Override
    public void gate(Unary f, Tensor g, Tensor u, Tensor out) {
        if (!elements.gate(f, g, u, out)) {
            under.gate(f, g, u, out);
        }
    }

    @Override
    public void gateGradAdd(Unary f, Tensor g, Tensor u, Tensor dy, Tensor dg, Tensor du) {
        if (!elements.gateGradAdd(f, g, u, dy, dg, du)) {
            under.gateGradAdd(f, g, u, dy, dg, du);
        }
    }

    @Override
    public void rmsNorm(Tensor x, Tensor w, double eps, Tensor y, Tensor rstd) {
        if (!sums.rmsNorm(x, w, eps, y, rstd)) {
            under.rmsNorm(x, w, eps, y, rstd);
        }
    }

    @Override
    public void rmsNormGradAdd(Tensor x, Tensor w, Tensor rstd, Tensor dy, Tensor dx) {
        if (!sums.rmsNormGradAdd(x, w, rstd, dy, dx)) {
            under.rmsNormGradAdd(x, w, rstd, dy, dx);
        }
    }

    @Override
    public void rmsNormWeightGradAdd(Tensor x, Tensor rstd, Tensor dy, Tensor dw) {
        if (!sums.rmsNormWeightGradAdd(x, rstd, dy, dw)) {
            under.rmsNormWeightGradAdd(x, rstd, dy, dw);
        }
    }

    @Override
    public void layerNorm(Tensor x, Tensor w, Tensor b, double eps, Tensor y, Tensor mean, Tensor rstd) {
        if (!sums.layerNorm(x, w, b, eps, y, mean, rstd)) {
            under.layerNorm(x, w, b, eps, y, mean, rstd);
        }
    }

    @Override
    public void layerNormGradAdd(Tensor x, Tensor w, Tensor mean, Tensor rstd, Tensor dy, Tensor dx) {
        if (!sums.layerNormGradAdd(x, w, mean, rstd, dy, dx)) {
            under.layerNormGradAdd(x, w, mean, rstd, dy, dx);
        }
    }

    @Override
    public void layerNormWeightGradAdd(Tensor x, Tensor mean, Tensor rstd, Tensor dy, Tensor dw, Tensor db) {
        if (!sums.layerNormWeightGradAdd(x, mean, rstd, dy, dw, db)) {
            under.layerNormWeightGradAdd(x, mean, rstd, dy, dw, db);
        }
    }

    @Override
    public void softmax(Tensor x, Tensor y) {
        if (!sums.softmax(x, y)) {
            under.softmax(x, y);
        }
    }

    @Override
    public void softmaxGradAdd(Tensor y, Tensor dy, Tensor dx) {
        if (!sums.softmaxGradAdd(y, dy, dx)) {
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
        if (!attention.attentionGradAdd(heads, q, k, v, span, y, lse, dy, dq, dk, dv)) {
            under.attentionGradAdd(heads, q, k, v, span, y, lse, dy, dq, dk, dv);
        }
    }

    @Override
    public void rope(Tensor x, Tensor positions, Tensor cos, Tensor sin, boolean inverse, Tensor out) {
        if (!elements.rope(false, x, positions, cos, sin, inverse, out)) {
            under.rope(x, positions, cos, sin, inverse, out);
        }
    }

    @Override
    public void ropeAdd(Tensor x, Tensor positions, Tensor cos, Tensor sin, boolean inverse, Tensor out) {
        if (!elements.rope(true, x, positions, cos, sin, inverse, out)) {
            under.ropeAdd(x, positions, cos, sin, inverse, out);
        }
    }

    @Override
    public void gather(Tensor table, Tensor ids, Tensor out) {
        if (!elements.gather(table, ids, out)) {
            under.gather(table, ids, out);
        }
    }

    @Override
    public void scatterAdd(Tensor x, Tensor ids, Tensor table) {
        if (!elements.scatterAdd(x, ids, table)) {
            under.scatterAdd(x, ids, table);
        }
    }

    @Override
    public void crossEntropy(Tensor logits, Tensor targets, double smoothing, Tensor loss, Tensor lse) {
        if (!sums.crossEntropy(logits, targets, smoothing, loss, lse)) {
            under.crossEntropy(logits, targets, smoothing, loss, lse);
        }
    }

    @Override
    public void crossEntropyGrad(Tensor logits, Tensor targets, double smoothing, double cap, Tensor lse, Tensor dy) {
        if (!elements.crossEntropyGrad(logits, targets, smoothing, cap, lse, dy)) {
            under.crossEntropyGrad(logits, targets, smoothing, cap, lse, dy);
        }
    }

    @Override
    public void l1(Tensor x, Tensor target, Tensor loss) {
        if (!sums.l1(x, target, loss)) {
            under.l1(x, target, loss);
        }
    }

    @Override
    public void l1GradAdd(Tensor x, Tensor target, Tensor dy, Tensor dx) {
        if (!elements.l1GradAdd(x, target, dy, dx)) {
            under.l1GradAdd(x, target, dy, dx);
        }
    }

    @Override
    public void dropout(double p, Tensor key, int salt, Tensor x, Tensor out) {
        if (!elements.dropout(false, p, key, salt, x, out)) {
            under.dropout(p, key, salt, x, out);
        }
    }

    @Override
    public void dropoutAdd(double p, Tensor key, int salt, Tensor dy, Tensor dx) {
        if (!elements.dropout(true, p, key, salt, dy, dx)) {
            under.dropoutAdd(p, key, salt, dy, dx);
        }
    }

    @Override
    public void perturb(double bound, Tensor key, int salt, Tensor x, Tensor out) {
        if (!elements.perturb(bound, key, salt, x, out)) {
            under.perturb(bound, key, salt, x, out);
        }
    }

    @Override
    public void adamw(Tensor w, Tensor g, Tensor m, Tensor v, double lr, double beta1, double beta2, double eps,
            double decay, long t) {
        if (!elements.adamw(w, g, m, v, lr, beta1, beta2, eps, decay, t)) {
            under.adamw(w, g, m, v, lr, beta1, beta2, eps, decay, t);
        }
    }

    @Override
    public void matmul(Tensor a, Tensor b, Tensor out) {
        if (!products.run(false, 1, a, b, out)) {
            under.matmul(a, b, out);
        }
    }

    @Override
    public void matmulAdd(double alpha, Tensor a, Tensor b, Tensor out) {
        if (!products.run(true, alpha, a, b, out)) {
            under.matmulAdd(alpha, a, b, out);
        }
    }
}
