package t2l.tensor.simd;

import java.lang.foreign.MemorySegment;
import t2l.tensor.Parallel;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Contract;
import t2l.tensor.kernel.Unary;

/// Activations, alone and as gates, and their gradients: rows of [Curves] in a strip of scratch that stays in the first
/// cache level, combined with the other operands by the loops of [SimdMap].
///
/// A method returns false, having done nothing, if [Rows] cannot walk an operand.
final class SimdGate implements Parallel.Body {
    private enum Op {
        MAP, MAP_GRAD_ADD, GATE, GATE_GRAD_ADD
    }

    /// Elements of a chunk.
    private static final int CHUNK = 8192;

    /// Elements of scratch.
    private static final int STRIP = 1024;

    private final Parallel threads;
    private final Scratch scratch;
    private final Rows x = new Rows();
    private final Rows u = new Rows();
    private final Rows dy = new Rows();
    private final Rows out = new Rows();
    private final Rows du = new Rows();
    private Op op = Op.MAP;
    private Unary function = Unary.RELU;

    SimdGate(Parallel threads) {
        this.threads = threads;
        scratch = new Scratch(threads.threads());
        scratch.reserve(4L * STRIP);
    }

    boolean map(Unary f, Tensor x, Tensor out) {
        Contract.elementwise("map", x, out);
        boolean flat = x.contiguous() && out.contiguous();
        return this.x.see(x, flat) && this.out.edit(out, flat) && share(Op.MAP, f);
    }

    boolean mapGradAdd(Unary f, Tensor x, Tensor dy, Tensor dx) {
        Contract.elementwise("mapGradAdd", x, dy, dx);
        boolean flat = x.contiguous() && dy.contiguous() && dx.contiguous();
        return this.x.see(x, flat) && this.dy.see(dy, flat) && out.edit(dx, flat) && share(Op.MAP_GRAD_ADD, f);
    }

    boolean gate(Unary f, Tensor g, Tensor u, Tensor out) {
        Contract.elementwise("gate", g, u, out);
        boolean flat = g.contiguous() && u.contiguous() && out.contiguous();
        return x.see(g, flat) && this.u.see(u, flat) && this.out.edit(out, flat) && share(Op.GATE, f);
    }

    boolean gateGradAdd(Unary f, Tensor g, Tensor u, Tensor dy, Tensor dg, Tensor du) {
        Contract.gateGrad(g, u, dy, dg, du);
        boolean flat = g.contiguous() && u.contiguous() && dy.contiguous() && dg.contiguous() && du.contiguous();
        return x.see(g, flat) && this.u.see(u, flat) && this.dy.see(dy, flat) && out.edit(dg, flat)
                && this.du.edit(du, flat)
                && share(Op.GATE_GRAD_ADD, f);
    }

    private boolean share(Op op, Unary f) {
        this.op = op;
        function = f;
        x.share(threads, CHUNK, this);
        return true;
    }

    @Override
    public void run(int worker, int from, int to) {
        for (int r = from; r < to; r++) {
            int n = x.length(r);
            for (int i = 0; i < n; i += STRIP) {
                strip(scratch.data(), scratch.at(worker), r, 4L * i, Math.min(STRIP, n - i));
            }
        }
    }

    /// The `n` elements from byte `i` of row `r`.
    private void strip(MemorySegment own, long at, int r, long i, int n) {
        switch (op) {
            case MAP -> Curves.values(function, x.data(), x.row(r) + i, out.data(), out.row(r) + i, n);
            case MAP_GRAD_ADD -> {
                Curves.slopes(function, x.data(), x.row(r) + i, own, at, n);
                SimdMap.mulAdd(own, at, dy.data(), dy.row(r) + i, out.data(), out.row(r) + i, n);
            }
            case GATE -> {
                Curves.values(function, x.data(), x.row(r) + i, own, at, n);
                SimdMap.mul(own, at, u.data(), u.row(r) + i, out.data(), out.row(r) + i, n);
            }
            case GATE_GRAD_ADD -> {
                Curves.values(function, x.data(), x.row(r) + i, own, at, n);
                SimdMap.mulAdd(own, at, dy.data(), dy.row(r) + i, du.data(), du.row(r) + i, n);
                Curves.slopes(function, x.data(), x.row(r) + i, own, at, n);
                SimdMap.mul(own, at, u.data(), u.row(r) + i, own, at, n);
                SimdMap.mulAdd(own, at, dy.data(), dy.row(r) + i, out.data(), out.row(r) + i, n);
            }
        }
    }
}
