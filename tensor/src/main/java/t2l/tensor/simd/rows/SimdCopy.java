package t2l.tensor.simd.rows;

import t2l.tensor.DType;
import t2l.tensor.Parallel;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.tensor.simd.lanes.*;

/// `copy`: any readable type to F32, and F32 to the types of fractions.
public final class SimdCopy implements Parallel.Body {
    /// Elements of a chunk.
    private static final int CHUNK = 32768;

    private final Parallel threads;
    private final Scratch scratch;
    private final Rows x = new Rows();
    private final Rows out = new Rows();
    private final Strided strided;
    private DType from = DType.F32;
    private DType to = DType.F32;

    public SimdCopy(Parallel threads) {
        this.threads = threads;
        scratch = new Scratch(threads.threads());
        scratch.reserve(Groups.SCRATCH);
        strided = new Strided(threads);
    }

    /// [t2l.tensor.kernel.Elementwise.Copy]; false, having done nothing, for other types or layouts.
    public boolean run(Copy call) {
        from = call.x().dtype();
        to = call.out().dtype();
        boolean flat = call.x().contiguous() && call.out().contiguous();
        boolean known = to == DType.F32 || (from == DType.F32 && Conversion.writes(to));
        if (!(known && x.see(call.x(), from, flat) && out.edit(call.out(), to, flat))) {
            return strided.run(Strided.Elementwise.COPY, 1, call.x(), call.x(), call.out());
        }
        x.share(threads, CHUNK, this);
        return true;
    }

    @Override
    public void run(int worker, int first, int end) {
        for (int r = first; r < end; r++) {
            int n = x.length(r);
            if (to == DType.F32) {
                Conversion.read(from, x.row(r), out.row(r), n, scratch.at(worker));
            } else {
                Conversion.write(to, x.row(r), out.row(r), n);
            }
        }
    }
}
