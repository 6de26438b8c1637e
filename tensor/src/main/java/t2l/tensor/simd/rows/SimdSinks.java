package t2l.tensor.simd.rows;

import t2l.tensor.Parallel;
import t2l.tensor.kernel.Attending.Sinks;
import t2l.tensor.simd.lanes.RawMemory;
import t2l.tensor.simd.lanes.Rows;

/// Attention sinks: each head of each row times a number.
public final class SimdSinks implements Parallel.Body {
    private static final int CHUNK = 8192;

    private final Parallel threads;
    private final Rows y = new Rows();
    private final Rows lse = new Rows();
    private final Rows sinks = new Rows();
    private int heads;
    private int width;

    public SimdSinks(Parallel threads) {
        this.threads = threads;
    }

    /// False, having done nothing, if [Rows] cannot walk an operand.
    public boolean run(Sinks call) {
        if (!y.edit(call.y(), false) || !lse.edit(call.lse(), false) || !sinks.seeRow(call.sinks())) {
            return false;
        }
        heads = call.sinks().dim(0);
        width = call.y().dim(2) / heads;
        threads.rows(call.y().dim(0) * call.y().dim(1), Math.max(1, CHUNK / Math.max(1, heads * width)), this);
        return true;
    }

    @Override
    public void run(int worker, int from, int to) {
        for (int r = from; r < to; r++) {
            for (int h = 0; h < heads; h++) {
                long at = lse.row(r) + 4L * h;
                double before = RawMemory.get(at);
                double log = Sinks.log(before, RawMemory.get(sinks.row(0) + 4L * h));
                RawMemory.set(at, (float) log);
                long head = y.row(r) + 4L * h * width;
                SimdMap.scale((float) Math.exp(before - log), head, head, width);
            }
        }
    }
}
