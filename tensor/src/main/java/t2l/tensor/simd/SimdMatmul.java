package t2l.tensor.simd;

import java.lang.foreign.Arena;
import t2l.tensor.Contract;
import t2l.tensor.DType;
import t2l.tensor.Parallel;
import t2l.tensor.Tensor;

/// Matrix products in F32, chosen by layout and size among a few loops.
final class SimdMatmul {
    /// Multiply-adds below which a single product stays on the calling thread, and those of a batch are shared out
    /// whole.
    private static final long SMALL = 1 << 17;

    private final Product p = new Product();
    private final Blocked blocked;

    SimdMatmul(Parallel threads) {
        blocked = new Blocked(p, threads, Arena.ofAuto());
    }

    /// Computes `out = a·b`, or `out += alpha · a·b` if `add`; `false` if these operands are not known here.
    boolean run(boolean add, double alpha, Tensor a, Tensor b, Tensor out) {
        Contract.matmul(a, b, out);
        if (out.dtype() != DType.F32 || a.dtype() != DType.F32 || b.dtype() != DType.F32 || a.dim(-1) == 0) {
            return false;
        }
        if (out.size() == 0) {
            return true;
        }
        p.set(add, alpha, a, b, out);
        if (p.c.column != 1 && p.c.row == 1) {
            p.transpose();
        }
        if (p.work() < SMALL || (p.count > 1 && p.work() < 16 * SMALL)) {
            blocked.each();
        } else {
            blocked.oneByOne();
        }
        return true;
    }
}
