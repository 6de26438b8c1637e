package t2l.tensor.simd.rows;

import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.RawMemory.load;
import static t2l.tensor.simd.lanes.RawMemory.store;

import jdk.incubator.vector.FloatVector;
import t2l.tensor.Parallel;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.kernel.Unary;
import t2l.tensor.simd.lanes.*;

/// Activations, alone and as gates, and their gradients: rows of [Curves] in a strip of scratch that stays in the first
/// cache level, combined with the other operands by the loops of [SimdMap]. SiLU, the gate of most models, has loops of
/// its own for whole registers, which read while they compute.
///
/// A method returns false, having done nothing, if [Rows] cannot walk an operand.
public final class SimdGate implements Parallel.Body {
    private enum GateOp {
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
    private GateOp op = GateOp.MAP;
    private Unary function = Unary.RELU;

    public SimdGate(Parallel threads) {
        this.threads = threads;
        scratch = new Scratch(threads.threads());
        scratch.reserve(4L * STRIP);
    }

    public boolean run(Pointwise call) {
        boolean flat = call.x().contiguous() && call.out().contiguous();
        return x.see(call.x(), flat) && out.edit(call.out(), flat) && share(GateOp.MAP, call.f());
    }

    public boolean run(PointwiseGradAdd call) {
        boolean flat = call.x().contiguous() && call.dy().contiguous() && call.dx().contiguous();
        return x.see(call.x(), flat) && dy.see(call.dy(), flat) && out.edit(call.dx(), flat)
                && share(GateOp.MAP_GRAD_ADD, call.f());
    }

    public boolean run(Gate call) {
        boolean flat = call.g().contiguous() && call.u().contiguous() && call.out().contiguous();
        return x.see(call.g(), flat) && u.see(call.u(), flat) && out.edit(call.out(), flat)
                && share(GateOp.GATE, call.f());
    }

    public boolean run(GateGradAdd call) {
        boolean flat = call.g().contiguous() && call.u().contiguous() && call.dy().contiguous()
                && call.dg().contiguous() && call.du().contiguous();
        return x.see(call.g(), flat) && u.see(call.u(), flat) && dy.see(call.dy(), flat) && out.edit(call.dg(), flat)
                && du.edit(call.du(), flat)
                && share(GateOp.GATE_GRAD_ADD, call.f());
    }

    private boolean share(GateOp op, Unary f) {
        this.op = op;
        function = f;
        x.share(threads, CHUNK, this);
        return true;
    }

    @Override
    public void run(int worker, int from, int to) {
        for (int r = from; r < to; r++) {
            int n = x.length(r);
            int whole = function == Unary.SILU ? F.loopBound(n) : 0;
            if (whole > 0 && op == GateOp.GATE) {
                silu(x.row(r), u.row(r), out.row(r), whole);
            } else if (whole > 0 && op == GateOp.GATE_GRAD_ADD) {
                siluGradAdd(x.row(r), u.row(r), dy.row(r), out.row(r), du.row(r), whole);
            } else {
                whole = 0;
            }
            for (int i = whole; i < n; i += STRIP) {
                strip(scratch.at(worker), r, 4L * i, Math.min(STRIP, n - i));
            }
        }
    }

    /// The `n` elements from byte `i` of row `r`.
    private void strip(long at, int r, long i, int n) {
        switch (op) {
            case MAP -> Curves.values(function, x.row(r) + i, out.row(r) + i, n);
            case MAP_GRAD_ADD -> {
                Curves.slopes(function, x.row(r) + i, at, n);
                SimdMap.mulAdd(at, dy.row(r) + i, out.row(r) + i, n);
            }
            case GATE -> {
                Curves.values(function, x.row(r) + i, at, n);
                SimdMap.mul(at, u.row(r) + i, out.row(r) + i, n);
            }
            case GATE_GRAD_ADD -> {
                Curves.values(function, x.row(r) + i, at, n);
                SimdMap.mulAdd(at, dy.row(r) + i, du.row(r) + i, n);
                Curves.slopes(function, x.row(r) + i, at, n);
                SimdMap.mul(at, u.row(r) + i, at, n);
                SimdMap.mulAdd(at, dy.row(r) + i, out.row(r) + i, n);
            }
        }
    }

    /// `out = silu(x) ⊙ u`
    private static void silu(long p, long q, long k, int n) {
        for (int i = 0; i < n; i += L) {
            store(Functions.silu(load(p + 4L * i)).mul(load(q + 4L * i)), k + 4L * i);
        }
    }

    /// `dx += silu′(x) ⊙ u ⊙ dy` at `k`, and `du += silu(x) ⊙ dy` at `l`, with one exponential.
    private static void siluGradAdd(long p, long q, long r, long k, long l, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector x = load(p + 4L * i);
            FloatVector e = Functions.exp(x.neg());
            FloatVector dy = load(r + 4L * i);
            FloatVector slope = Functions.siluSlope(x, e).mul(load(q + 4L * i));
            store(slope.fma(dy, load(k + 4L * i)), k + 4L * i);
            store(Functions.silu(x, e).fma(dy, load(l + 4L * i)), l + 4L * i);
        }
    }
}
