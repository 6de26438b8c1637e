package t2l.tensor.simd.training;

import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.RawMemory.load;
import static t2l.tensor.simd.lanes.RawMemory.store;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.Parallel;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.LayerNormWeightGradAdd;
import t2l.tensor.kernel.RmsNormWeightGradAdd;
import t2l.tensor.kernel.SumRowsAdd;
import t2l.tensor.simd.lanes.RawMemory;
import t2l.tensor.simd.lanes.Rows;
import t2l.tensor.simd.lanes.Scratch;
import t2l.tensor.simd.rows.SimdMap;

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

    /// Columns of a band: a kilobyte of each row, long enough for the processor to read ahead.
    private static final int BAND = 256;

    private static final int CHUNK = 32768;

    private final Parallel threads;
    private final Scratch scratch;
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
        scratch = new Scratch(threads.threads());
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
        int grain = Math.max(1, CHUNK / (BAND * Math.max(1, rows)));
        scratch.reserve(8L * grain * BAND);
        threads.rows(Math.ceilDiv(width, BAND), grain, this);
        return true;
    }

    @Override
    public void run(int worker, int from, int to) {
        long column = 4L * from * BAND;
        int columns = Math.min(width, to * BAND) - from * BAND;
        if (op != Op.RMS) {
            down(false, column, columns, scratch.at(worker), db.row(0) + column);
        }
        if (op != Op.SUM) {
            down(true, column, columns, scratch.at(worker), dw.row(0) + column);
        }
    }

    /// Adds the sums of `columns` from byte `column` of each row to what is at `k`, in scratch memory at `sum`.
    private void down(boolean weighted, long column, int columns, long sum, long k) {
        long total = sum + 4L * columns;
        SimdMap.fill(0, total, columns);
        for (int block = 0; block < rows; block += BLOCK) {
            SimdMap.fill(0, sum, columns);
            for (int r = block; r < Math.min(rows, block + BLOCK); r++) {
                if (weighted) {
                    float shift = op == Op.LAYER ? RawMemory.get(mean.row(0) + 4L * r) : 0;
                    float scale = RawMemory.get(rstd.row(0) + 4L * r);
                    weigh(x.row(r) + column, shift, scale, dy.row(r) + column, sum, columns);
                } else {
                    SimdMap.add(sum, dy.row(r) + column, sum, columns);
                }
            }
            SimdMap.add(total, sum, total, columns);
        }
        SimdMap.add(k, total, k, columns);
    }

    /// `sum += dy ⊙ (x − shift)·scale`
    private static void weigh(long p, float shift, float scale, long q, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            store(load(p + 4L * i).sub(shift).mul(scale).fma(load(q + 4L * i), load(k + 4L * i)), k + 4L * i);
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector x = load(p + 4L * i, m).sub(shift).mul(scale);
            store(x.fma(load(q + 4L * i, m), load(k + 4L * i, m)), k + 4L * i, m);
        }
    }
}
