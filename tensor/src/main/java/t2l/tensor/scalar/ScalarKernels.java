package t2l.tensor.scalar;

import t2l.tensor.Parallel;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.KernelsOver;
import t2l.tensor.kernel.Heads;
import t2l.tensor.kernel.Unary;

/// Which kernel has a version in floats: those that a model is used with, not those it is trained with. Everything else,
/// and every operand that these do not know, goes to the kernels under it.
public final class ScalarKernels extends KernelsOver {
    private final Parallel threads;
    private final ScalarMap map = new ScalarMap();
    private final ScalarNorm norm = new ScalarNorm();
    private final ScalarRows rows = new ScalarRows();
    private final ScalarAttention attention = new ScalarAttention();
    private final ScalarProduct product;

    /// @param under computes what these kernels do not know
    public ScalarKernels(Kernels under, Parallel threads) {
        super(under);
        this.threads = threads;
        product = new ScalarProduct(threads);
    }

    @Override
    public String name() {
        return "scalar, " + threads.threads() + (threads.threads() == 1 ? " thread" : " threads");
    }

    @Override
    public void copy(Tensor x, Tensor out) {
        if (!map.copy(x, out)) {
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
    public void matmul(Tensor a, Tensor b, Tensor out) {
        if (!product.run(false, 1, a, b, out)) {
            under.matmul(a, b, out);
        }
    }

    @Override
    public void matmulAdd(double alpha, Tensor a, Tensor b, Tensor out) {
        if (!product.run(true, alpha, a, b, out)) {
            under.matmulAdd(alpha, a, b, out);
        }
    }

    @Override
    public void map(Unary f, Tensor x, Tensor out) {
        if (!map.map(f, x, out)) {
            under.map(f, x, out);
        }
    }

    @Override
    public void gate(Unary f, Tensor g, Tensor u, Tensor out) {
        if (!map.gate(f, g, u, out)) {
            under.gate(f, g, u, out);
        }
    }

    @Override
    public void rmsNorm(Tensor x, Tensor w, double eps, Tensor y, Tensor rstd) {
        if (!norm.rmsNorm(x, w, eps, y, rstd)) {
            under.rmsNorm(x, w, eps, y, rstd);
        }
    }

    @Override
    public void layerNorm(Tensor x, Tensor w, Tensor b, double eps, Tensor y, Tensor mean, Tensor rstd) {
        if (!norm.layerNorm(x, w, b, eps, y, mean, rstd)) {
            under.layerNorm(x, w, b, eps, y, mean, rstd);
        }
    }

    @Override
    public void attention(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse) {
        if (!attention.attention(heads, q, k, v, span, y, lse)) {
            under.attention(heads, q, k, v, span, y, lse);
        }
    }

    @Override
    public void rope(Tensor x, Tensor positions, Tensor cos, Tensor sin, boolean inverse, Tensor out) {
        if (!rows.rope(x, positions, cos, sin, inverse, out)) {
            under.rope(x, positions, cos, sin, inverse, out);
        }
    }

    @Override
    public void gather(Tensor table, Tensor ids, Tensor out) {
        if (!rows.gather(table, ids, out)) {
            under.gather(table, ids, out);
        }
    }
}
