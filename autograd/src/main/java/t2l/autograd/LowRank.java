package t2l.autograd;

import t2l.tensor.*;

/// A frozen low-rank update `scale·b·a` of a projection (Hu et al. 2021). It belongs to no pass.
///
/// @param a     `[r,in]`
/// @param b     `[out,r]`
/// @param scale explicit, never implied
public record LowRank(Tensor a, Tensor b, double scale) {
    public LowRank {
        Shapes.require(a.rank() == 2 && b.rank() == 2 && a.dim(0) == b.dim(1), "low rank", "a[r,in] b[out,r]", a, b);
    }

    /// `r`
    int rank() {
        return a.dim(0);
    }
}
