package t2l.tensor.simd.training;

import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Part.*;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.Parallel;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Elementwise.SumRowsAdd;
import t2l.tensor.kernel.Norms.LayerNormWeightGradAdd;
import t2l.tensor.kernel.Norms.RmsNormWeightGradAdd;
import t2l.tensor.simd.lanes.*;
import t2l.tensor.simd.lanes.Build.Inlined;
import t2l.tensor.simd.rows.SimdMap;

/// Sums down the columns: gradients of biases and of normalisation weights. Each thread owns bands of columns, so
/// nothing has to be combined between threads, and how wide a band is changes no bit. Every [#BLOCK] rows give a sum of
/// their own, and these are added in order, which keeps the rounding error of a long column small.
///
/// A method returns false, having done nothing, if [Rows] cannot walk an operand.
public final class SimdColumns implements Parallel.Body {
    private enum ColumnOp {
        SUM, RMS, LAYER
    }

    /// Rows of a partial sum.
    private static final int BLOCK = 64;

    /// Rows that are added to a sum while it is in a register.
    private static final int GROUP = 4;

    /// Columns of the narrowest and the widest band: one and four kilobytes of each row. The wider, the further the
    /// processor reads ahead.
    private static final int NARROW = 256;
    private static final int WIDE = 1024;

    private static final int CHUNK = 32768;

    private final Parallel threads;
    private final Scratch scratch;
    private final Rows x = new Rows();
    private final Rows dy = new Rows();
    private final Rows mean = new Rows();
    private final Rows rstd = new Rows();
    private final Rows dw = new Rows();
    private final Rows db = new Rows();
    private ColumnOp op = ColumnOp.SUM;
    private int rows;
    private int width;
    private int band;

    public SimdColumns(Parallel threads) {
        this.threads = threads;
        scratch = new Scratch(threads.threads());
    }

    public boolean run(SumRowsAdd call) {
        return dy.see(call.x(), false) && db.editRow(call.out()) && share(ColumnOp.SUM, call.x());
    }

    public boolean run(RmsNormWeightGradAdd call) {
        return x.see(call.x(), false) && rstd.seeRow(call.rstd()) && dy.see(call.dy(), false) && dw.editRow(call.dw())
                && share(ColumnOp.RMS, call.x());
    }

    public boolean run(LayerNormWeightGradAdd call) {
        return x.see(call.x(), false) && mean.seeRow(call.mean()) && rstd.seeRow(call.rstd())
                && dy.see(call.dy(), false)
                && dw.editRow(call.dw())
                && db.editRow(call.db()) && share(ColumnOp.LAYER, call.x());
    }

    private boolean share(ColumnOp op, Tensor x) {
        this.op = op;
        rows = x.dim(0);
        width = x.dim(1);
        int registers = Math.ceilDiv(width, Lanes.VIRTUAL * threads.threads());
        band = Math.clamp((long) Lanes.VIRTUAL * registers, NARROW, WIDE);
        int grain = Math.max(1, CHUNK / (band * Math.max(1, rows)));
        scratch.reserve(8L * grain * band);
        threads.rows(Math.ceilDiv(width, band), grain, this);
        return true;
    }

    @Override
    public void run(int worker, int from, int to) {
        long column = 4L * from * band;
        int columns = Math.min(width, to * band) - from * band;
        if (op != ColumnOp.RMS) {
            down(false, column, columns, scratch.at(worker), db.row(0) + column);
        }
        if (op != ColumnOp.SUM) {
            down(true, column, columns, scratch.at(worker), dw.row(0) + column);
        }
    }

    /// Adds the sums of `columns` from byte `column` of each row to what is at `k`, in scratch memory at `sum`.
    private void down(boolean weighted, long column, int columns, long sum, long k) {
        long total = sum + 4L * columns;
        SimdMap.fill(0, total, columns);
        for (int block = 0; block < rows; block += BLOCK) {
            SimdMap.fill(0, sum, columns);
            int end = Math.min(rows, block + BLOCK);
            int r = block;
            for (; r + GROUP <= end; r += GROUP) {
                long q = dy.row(r) + column;
                long apart = dy.row(r + 1) - dy.row(r);
                if (weighted) {
                    weighGroup(x.row(r) + column, x.row(r + 1) - x.row(r), op == ColumnOp.LAYER ? shifts() + 4L * r : 0,
                            rstd.row(0) + 4L * r, q, apart, sum, F.loopBound(columns));
                } else {
                    addGroup(q, apart, sum, F.loopBound(columns));
                }
                single(weighted, r, r + GROUP, column, F.loopBound(columns), columns, sum);
            }
            single(weighted, r, end, column, 0, columns, sum);
            SimdMap.add(total, sum, total, columns);
        }
        SimdMap.add(k, total, k, columns);
    }

    /// Adds the columns `first … columns` of the rows `from … to` to `sum`, row by row.
    private void single(boolean weighted, int from, int to, long column, int first, int columns, long sum) {
        long k = sum + 4L * first;
        long at = column + 4L * first;
        for (int r = from; r < to && first < columns; r++) {
            if (weighted) {
                weigh(x.row(r) + at, shift(shifts(), r), RawMemory.get(rstd.row(0) + 4L * r), dy.row(r) + at, k,
                        columns - first);
            } else {
                SimdMap.add(k, dy.row(r) + at, k, columns - first);
            }
        }
    }

    private long shifts() {
        return op == ColumnOp.LAYER ? mean.row(0) : 0;
    }

    /// The shift of row `r`, counted from the one at address `shifts`.
    private static float shift(long shifts, int r) {
        return shifts == 0 ? 0 : RawMemory.get(shifts + 4L * r);
    }

    /// `sum += dy` for [#GROUP] rows `apart` bytes apart, one after the other.
    private static void addGroup(long q0, long apart, long k, int n) {
        long q1 = q0 + apart;
        long q2 = q1 + apart;
        long q3 = q2 + apart;
        for (int i = 0; i < n; i += L) {
            FloatVector sum = load(k + 4L * i, whole()).add(load(q0 + 4L * i, whole()))
                    .add(load(q1 + 4L * i, whole())).add(load(q2 + 4L * i, whole())).add(load(q3 + 4L * i, whole()));
            store(sum, k + 4L * i, whole());
        }
    }

    /// [#weigh] for [#GROUP] rows, one after the other. Their shifts and scales are at these addresses; address 0 has shifts of
    /// 0.
    private static void weighGroup(long p0, long apartP, long shifts, long scales, long q0, long apartQ, long k,
            int n) {
        long p1 = p0 + apartP;
        long p2 = p1 + apartP;
        long p3 = p2 + apartP;
        long q1 = q0 + apartQ;
        long q2 = q1 + apartQ;
        long q3 = q2 + apartQ;
        float m0 = shift(shifts, 0), m1 = shift(shifts, 1), m2 = shift(shifts, 2), m3 = shift(shifts, 3);
        float s0 = RawMemory.get(scales);
        float s1 = RawMemory.get(scales + 4);
        float s2 = RawMemory.get(scales + 8);
        float s3 = RawMemory.get(scales + 12);
        for (int i = 0; i < n; i += L) {
            FloatVector sum = load(k + 4L * i, whole());
            sum = weighed(p0 + 4L * i, m0, s0, q0 + 4L * i, sum, whole());
            sum = weighed(p1 + 4L * i, m1, s1, q1 + 4L * i, sum, whole());
            sum = weighed(p2 + 4L * i, m2, s2, q2 + 4L * i, sum, whole());
            sum = weighed(p3 + 4L * i, m3, s3, q3 + 4L * i, sum, whole());
            store(sum, k + 4L * i, whole());
        }
    }

    /// `sum += dy ⊙ (x − shift)·scale`
    private static void weigh(long p, float shift, float scale, long q, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            weigh(p + 4L * i, shift, scale, q + 4L * i, k + 4L * i, whole());
        }
        if (i < n) {
            weigh(p + 4L * i, shift, scale, q + 4L * i, k + 4L * i, rest(i, n));
        }
    }

    @Inlined
    private static void weigh(long p, float shift, float scale, long q, long k, VectorMask<Float> part) {
        store(weighed(p, shift, scale, q, load(k, part), part), k, part);
    }

    @Inlined
    private static FloatVector weighed(long p, float shift, float scale, long q, FloatVector sum,
            VectorMask<Float> part) {
        return load(p, part).sub(shift).mul(scale).fma(load(q, part), sum);
    }
}
