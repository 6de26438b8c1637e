package t2l.tensor.simd.rows;

import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Part.*;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.Parallel;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Norms.*;
import t2l.tensor.simd.lanes.*;
import t2l.tensor.simd.lanes.Build.Inlined;

/// RMS and layer normalisation and their gradients for the input, row by row. The gradients for the weights are sums
/// down the columns: `SimdColumns`.
///
/// A method returns false, having done nothing, if [Rows] cannot walk an operand.
public final class SimdNorm implements Parallel.Body {
    private enum NormOp {
        RMS, RMS_GRAD, LAYER, LAYER_GRAD
    }

    private static final int CHUNK = 8192;

    private final Parallel threads;
    private final Rows x = new Rows();
    private final Rows w = new Rows();
    private final Rows b = new Rows();
    private final Rows dy = new Rows();
    private final Rows out = new Rows();
    private final Rows mean = new Rows();
    private final Rows rstd = new Rows();
    private NormOp op = NormOp.RMS;
    private double eps;
    private int width;

    public SimdNorm(Parallel threads) {
        this.threads = threads;
    }

    public boolean run(RmsNorm call) {
        eps = call.eps();
        return x.see(call.x(), false) && w.seeRow(call.w()) && out.edit(call.y(), false) && rstd.editRow(call.rstd())
                && share(NormOp.RMS, call.x());
    }

    public boolean run(RmsNormGradAdd call) {
        return x.see(call.x(), false) && w.seeRow(call.w()) && rstd.seeRow(call.rstd()) && dy.see(call.dy(), false)
                && out.edit(call.dx(), false)
                && share(NormOp.RMS_GRAD, call.x());
    }

    public boolean run(LayerNorm call) {
        eps = call.eps();
        return x.see(call.x(), false) && w.seeRow(call.w()) && b.seeRow(call.b()) && out.edit(call.y(), false)
                && mean.editRow(call.mean())
                && rstd.editRow(call.rstd()) && share(NormOp.LAYER, call.x());
    }

    public boolean run(LayerNormGradAdd call) {
        return x.see(call.x(), false) && w.seeRow(call.w()) && mean.seeRow(call.mean()) && rstd.seeRow(call.rstd())
                && dy.see(call.dy(), false)
                && out.edit(call.dx(), false) && share(NormOp.LAYER_GRAD, call.x());
    }

    private boolean share(NormOp op, Tensor x) {
        this.op = op;
        width = x.dim(1);
        threads.rows(x.dim(0), Math.max(1, CHUNK / Math.max(1, width)), this);
        return true;
    }

    @Override
    public void run(int worker, int from, int to) {
        for (int r = from; r < to; r++) {
            switch (op) {
                case RMS -> rms(r);
                case RMS_GRAD -> rmsGrad(r);
                case LAYER -> layer(r);
                case LAYER_GRAD -> layerGrad(r);
            }
        }
    }

    private void rms(int r) {
        float squares = Sums.squares(x.row(r), 0, width);
        float scale = (float) (1 / Math.sqrt((double) squares / width + eps));
        write(rstd, r, scale);
        normalise(x.row(r), scale, w.row(0), out.row(r), width);
    }

    private void rmsGrad(int r) {
        float s = read(rstd, r);
        float mean = Sums.weighted(w.row(0), dy.row(r), x.row(r), 0, width) / width;
        slope(x.row(r), w.row(0), dy.row(r), s, 0, 0, -(s * s * s * mean), out.row(r), width);
    }

    private void layer(int r) {
        float m = Sums.sum(x.row(r), width) / width;
        float squares = Sums.squares(x.row(r), m, width);
        float scale = (float) (1 / Math.sqrt((double) squares / width + eps));
        write(mean, r, m);
        write(rstd, r, scale);
        affine(x.row(r), m, scale, w.row(0), b.row(0), out.row(r), width);
    }

    private void layerGrad(int r) {
        float s = read(rstd, r);
        float m = read(mean, r);
        float meanG = Sums.products(w.row(0), dy.row(r), width) / width;
        float meanGx = Sums.weighted(w.row(0), dy.row(r), x.row(r), m, width) * s / width;
        slope(x.row(r), w.row(0), dy.row(r), s, m, -s * meanG, -s * s * meanGx, out.row(r), width);
    }

    private static float read(Rows vector, int i) {
        return RawMemory.get(vector.row(0) + 4L * i);
    }

    private static void write(Rows vector, int i, float value) {
        RawMemory.set(vector.row(0) + 4L * i, value);
    }

    /// `out = x · scale ⊙ w`
    private static void normalise(long p, float scale, long q, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            normalise(p + 4L * i, scale, q + 4L * i, k + 4L * i, whole());
        }
        if (i < n) {
            normalise(p + 4L * i, scale, q + 4L * i, k + 4L * i, rest(i, n));
        }
    }

    @Inlined
    private static void normalise(long p, float scale, long q, long k, VectorMask<Float> part) {
        store(load(p, part).mul(scale).mul(load(q, part)), k, part);
    }

    /// `out = (x − shift) · scale ⊙ w + b`
    private static void affine(long p, float shift, float scale, long q, long r, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            affine(p + 4L * i, shift, scale, q + 4L * i, r + 4L * i, k + 4L * i, whole());
        }
        if (i < n) {
            affine(p + 4L * i, shift, scale, q + 4L * i, r + 4L * i, k + 4L * i, rest(i, n));
        }
    }

    @Inlined
    private static void affine(long p, float shift, float scale, long q, long r, long k, VectorMask<Float> part) {
        store(load(p, part).sub(shift).mul(scale).fma(load(q, part), load(r, part)), k, part);
    }

    /// `out += scale · w ⊙ dy + constant + factor · (x − shift)`
    private static void slope(long p, long q, long r, float scale, float shift, float constant, float factor, long k,
            int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            slope(p + 4L * i, q + 4L * i, r + 4L * i, scale, shift, constant, factor, k + 4L * i, whole());
        }
        if (i < n) {
            slope(p + 4L * i, q + 4L * i, r + 4L * i, scale, shift, constant, factor, k + 4L * i, rest(i, n));
        }
    }

    @Inlined
    private static void slope(long p, long q, long r, float scale, float shift, float constant, float factor, long k,
            VectorMask<Float> part) {
        FloatVector direct = load(q, part).mul(load(r, part))
                .fma(FloatVector.broadcast(F, scale), load(k, part).add(constant));
        store(load(p, part).sub(shift).fma(FloatVector.broadcast(F, factor), direct), k, part);
    }
}
