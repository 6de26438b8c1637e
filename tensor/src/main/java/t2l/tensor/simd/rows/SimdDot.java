package t2l.tensor.simd.rows;

import t2l.tensor.DType;
import t2l.tensor.Parallel;
import t2l.tensor.kernel.Products.Dot;
import t2l.tensor.simd.lanes.Rows;
import t2l.tensor.simd.lanes.Sums;

/// `dot`, a sum over everything. Pieces of [Rows#PIECE] elements (whole rows if an operand is a view) are summed in
/// virtual lanes, each by one thread; the sums of the pieces are then added in order, in double.
public final class SimdDot implements Parallel.Body {
    /// Elements of a chunk.
    private static final int CHUNK = 4 * Rows.PIECE;

    private final Parallel threads;
    private final Rows a = new Rows();
    private final Rows b = new Rows();
    private float[] sums = new float[64];

    public SimdDot(Parallel threads) {
        this.threads = threads;
    }

    /// [t2l.tensor.kernel.Products.Dot]; false if it cannot.
    public boolean run(Dot call) {
        boolean flat = call.a().contiguous() && call.b().contiguous();
        if (!(call.out().dtype() == DType.F32 && a.see(call.a(), flat) && b.see(call.b(), flat))) {
            return false;
        }
        int pieces = a.count();
        if (pieces > sums.length) {
            sums = new float[pieces];
        }
        a.share(threads, CHUNK, this);
        double sum = 0;
        for (int r = 0; r < pieces; r++) {
            sum += sums[r];
        }
        call.out().set(0, sum);
        return true;
    }

    @Override
    public void run(int worker, int from, int to) {
        for (int r = from; r < to; r++) {
            sums[r] = Sums.products(a.row(r), b.row(r), a.length(r));
        }
    }
}
