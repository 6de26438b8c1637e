package t2l.tensor.simd;

import t2l.tensor.DType;
import t2l.tensor.Parallel;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Contract;

/// `dot`, a sum over everything. Pieces of [Rows#PIECE] elements (whole rows if an operand is a view) are summed in
/// virtual lanes, each by one thread; the sums of the pieces are then added in order, in double.
final class SimdDot implements Parallel.Body {
    /// Elements of a chunk.
    private static final int CHUNK = 4 * Rows.PIECE;

    private final Parallel threads;
    private final Rows a = new Rows();
    private final Rows b = new Rows();
    private float[] sums = new float[64];

    SimdDot(Parallel threads) {
        this.threads = threads;
    }

    /// [t2l.tensor.backend.Kernels#dot]; false if it cannot.
    boolean dot(Tensor a, Tensor b, Tensor out) {
        Contract.dot(a, b, out);
        boolean flat = a.contiguous() && b.contiguous();
        if (!(out.dtype() == DType.F32 && this.a.see(a, flat) && this.b.see(b, flat))) {
            return false;
        }
        int pieces = this.a.count();
        if (pieces > sums.length) {
            sums = new float[pieces];
        }
        this.a.share(threads, CHUNK, this);
        double sum = 0;
        for (int r = 0; r < pieces; r++) {
            sum += sums[r];
        }
        out.set(0, sum);
        return true;
    }

    @Override
    public void run(int worker, int from, int to) {
        for (int r = from; r < to; r++) {
            sums[r] = Sums.products(a.data(), a.row(r), b.data(), b.row(r), a.length(r));
        }
    }
}
