package t2l.tensor.simd.training;

import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.Parallel;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.LayerNormWeightGradAdd;
import t2l.tensor.kernel.RmsNormWeightGradAdd;
import t2l.tensor.kernel.SumRowsAdd;
import t2l.tensor.simd.lanes.Rows;

/// Sums down the columns: gradients of biases and of normalisation weights. Each thread owns bands of columns, so
/// nothing has to be combined between threads. Every [#BLOCK] rows give a sum of their own, and these are added in
/// order, which keeps the rounding error of a long column small.
///
/// A method returns false, having done nothing, if [Rows] cannot walk an operand.
public final class SimdColumns implements Parallel.Body {
    private enum Op {
        SUM, RMS, LAYER
    }

    /// Rows of a partial sum.
    private static final int BLOCK = 64;

    /// Columns of a chunk: a line of the cache times four.
    private static final int BAND = 64;

    private static final int CHUNK = 32768;

    private final Parallel threads;
    private final Rows x = new Rows();
    private final Rows dy = new Rows();
    private final Rows mean = new Rows();
    private final Rows rstd = new Rows();
    private final Rows dw = new Rows();
    private final Rows db = new Rows();
    private Op op = Op.SUM;
    private int rows;
    private int width;

    public SimdColumns(Parallel threads) {
        this.threads = threads;
    }

    public boolean run(SumRowsAdd call) {
        return dy.see(call.x(), false) && db.editRow(call.out()) && share(Op.SUM, call.x());
    }

    public boolean run(RmsNormWeightGradAdd call) {
        return x.see(call.x(), false) && rstd.seeRow(call.rstd()) && dy.see(call.dy(), false) && dw.editRow(call.dw())
                && share(Op.RMS, call.x());
    }

    public boolean run(LayerNormWeightGradAdd call) {
        return x.see(call.x(), false) && mean.seeRow(call.mean()) && rstd.seeRow(call.rstd())
                && dy.see(call.dy(), false)
                && dw.editRow(call.dw())
                && db.editRow(call.db()) && share(Op.LAYER, call.x());
    }

    private boolean share(Op op, Tensor x) {
        this.op = op;
        rows = x.dim(0);
        width = x.dim(1);
        int bands = Math.ceilDiv(width, BAND);
        threads.rows(bands, Math.max(1, CHUNK / (BAND * Math.max(1, rows))), this);
        return true;
    }

    @Override
    public void run(int worker, int from, int to) {
        for (int c = from * BAND; c < Math.min(width, to * BAND); c += L) {
            if (op != Op.RMS) {
                sum(dy.data(), dy.row(0) + 4L * c, dy.row(1) - dy.row(0), rows, db.data(), db.row(0) + 4L * c,
                        width - c);
            }
            if (op != Op.SUM) {
                weigh(x.data(), x.row(0) + 4L * c, x.row(1) - x.row(0), dy.data(), dy.row(0) + 4L * c,
                        dy.row(1) - dy.row(0), op == Op.LAYER,
                        mean.data(), mean.row(0), rstd.data(), rstd.row(0), rows, dw.data(), dw.row(0) + 4L * c,
                        width - c);
            }
        }
    }

    /// `out += Σ_n dy` for the next [Lanes#L] of `columns`.
    private static void sum(MemorySegment d, long p, long step, int rows, MemorySegment o, long k, int columns) {
        VectorMask<Float> m = F.indexInRange(0, columns);
        FloatVector total = FloatVector.zero(F);
        for (int block = 0; block < rows; block += BLOCK) {
            FloatVector s = FloatVector.zero(F);
            for (int r = block; r < Math.min(rows, block + BLOCK); r++) {
                s = s.add(FloatVector.fromMemorySegment(F, d, p + r * step, LE, m));
            }
            total = total.add(s);
        }
        FloatVector.fromMemorySegment(F, o, k, LE, m).add(total).intoMemorySegment(o, k, LE, m);
    }

    /// `out += Σ_n dy ⊙ (x − mean)·rstd` for the next [Lanes#L] of `columns`; without the mean unless `centred`.
    private static void weigh(MemorySegment a, long q, long stepX, MemorySegment d, long p, long stepDy,
            boolean centred, MemorySegment mean, long u,
            MemorySegment rstd, long v, int rows, MemorySegment o, long k, int columns) {
        VectorMask<Float> m = F.indexInRange(0, columns);
        FloatVector total = FloatVector.zero(F);
        for (int block = 0; block < rows; block += BLOCK) {
            FloatVector s = FloatVector.zero(F);
            for (int r = block; r < Math.min(rows, block + BLOCK); r++) {
                float shift = centred ? mean.get(ValueLayout.JAVA_FLOAT_UNALIGNED, u + 4L * r) : 0;
                float scale = rstd.get(ValueLayout.JAVA_FLOAT_UNALIGNED, v + 4L * r);
                FloatVector x = FloatVector.fromMemorySegment(F, a, q + r * stepX, LE, m).sub(shift).mul(scale);
                s = x.fma(FloatVector.fromMemorySegment(F, d, p + r * stepDy, LE, m), s);
            }
            total = total.add(s);
        }
        FloatVector.fromMemorySegment(F, o, k, LE, m).add(total).intoMemorySegment(o, k, LE, m);
    }
}
