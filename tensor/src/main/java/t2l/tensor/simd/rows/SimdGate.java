package t2l.tensor.simd.rows;

import java.lang.foreign.MemorySegment;
import t2l.tensor.Parallel;
import t2l.tensor.kernel.Gate;
import t2l.tensor.kernel.GateGradAdd;
import t2l.tensor.kernel.Pointwise;
import t2l.tensor.kernel.PointwiseGradAdd;
import t2l.tensor.kernel.Unary;
import t2l.tensor.simd.lanes.Curves;
import t2l.tensor.simd.lanes.Rows;
import t2l.tensor.simd.lanes.Scratch;

/// Activations, alone and as gates, and their gradients: rows of [Curves] in a strip of scratch that stays in the first
/// cache level, combined with the other operands by the loops of [SimdMap].
///
/// A method returns false, having done nothing, if [Rows] cannot walk an operand.
public final class SimdGate implements Parallel.Body {
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

    public SimdGate(Parallel threads) {
        this.threads = threads;
        scratch = new Scratch(threads.threads());
        scratch.reserve(4L * STRIP);
    }

    public boolean run(Pointwise call) {
        boolean flat = call.x().contiguous() && call.out().contiguous();
        return x.see(call.x(), flat) && out.edit(call.out(), flat) && share(Op.MAP, call.f());
    }

    public boolean run(PointwiseGradAdd call) {
        boolean flat = call.x().contiguous() && call.dy().contiguous() && call.dx().contiguous();
        return x.see(call.x(), flat) && dy.see(call.dy(), flat) && out.edit(call.dx(), flat)
                && share(Op.MAP_GRAD_ADD, call.f());
    }

    public boolean run(Gate call) {
        boolean flat = call.g().contiguous() && call.u().contiguous() && call.out().contiguous();
        return x.see(call.g(), flat) && u.see(call.u(), flat) && out.edit(call.out(), flat) && share(Op.GATE, call.f());
    }

    public boolean run(GateGradAdd call) {
        boolean flat = call.g().contiguous() && call.u().contiguous() && call.dy().contiguous()
                && call.dg().contiguous() && call.du().contiguous();
        return x.see(call.g(), flat) && u.see(call.u(), flat) && dy.see(call.dy(), flat) && out.edit(call.dg(), flat)
                && du.edit(call.du(), flat)
                && share(Op.GATE_GRAD_ADD, call.f());
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
