package t2l.tensor.simd.product;

import t2l.tensor.DType;
import t2l.tensor.Parallel;
import t2l.tensor.kernel.Products.MatMul;

/// Matrix products in F32, one operand of which may be a frozen weight of any storable type. There is one product, and
/// `x·wᵀ`, `dy·w`, `dyᵀ·x` are the same call with other strides; this class looks at them and picks the loop:
///
/// | loop | when |
/// |---|---|
/// | [FewRows] | up to 16 rows against columns that are contiguous: tokens against a weight |
/// | [PackedRows] | the same, if the weight is a [PackedWeight] |
/// | [Blocked] | everything else |
public final class SimdMatmul {
    /// Multiply-adds below which a product is not cut into blocks that threads compute together.
    private static final long SMALL = 1 << 21;

    /// Rows beyond which packing a weight for each product costs little.
    private static final int PACKED = 256;

    private final Product p = new Product();
    private final FewRows few;
    private final PackedRows packed;
    private final Blocked blocked;

    public SimdMatmul(Parallel threads) {
        few = new FewRows(p, threads);
        packed = new PackedRows(p, threads);
        blocked = new Blocked(p, threads);
    }

    /// Computes `out = a·b`, or `out += alpha · a·b` if `add`; `false` if these operands are not known here, as when a
    /// sum is empty.
    public boolean run(MatMul call) {
        if (call.out().dtype() != DType.F32 || call.a().dim(-1) == 0) {
            return false;
        }
        p.set(call.add(), call.alpha(), call.a(), call.b(), call.out());
        p.packed = p.m > 1 && p.m <= PACKED ? PackedWeight.of(call.b()) : 0;
        if (!p.b.isFloat() || p.a.isFloat()) {
            return multiply();
        }
        p.transpose();
        return multiply();
    }

    private boolean multiply() {
        if (!p.a.isFloat() || !p.b.readable()) {
            return false;
        }
        if (p.m == 0 || p.n == 0 || p.count == 0) {
            return true;
        }
        if (p.b.isFloat() && (p.n < p.m || p.b.row != 1)) {
            p.transpose();
            if (few.suits()) {
                few.run();
                return true;
            }
            p.transpose();
        }
        if (few.suits()) {
            if (packed.suits()) {
                packed.run();
            } else {
                few.run();
            }
            return true;
        }
        if (p.b.isFloat() && p.c.column != 1 && p.c.row == 1) {
            p.transpose();
        }
        if (p.work() < SMALL || blocked.suitsApart()) {
            blocked.apart();
        } else {
            blocked.together();
        }
        return true;
    }
}
