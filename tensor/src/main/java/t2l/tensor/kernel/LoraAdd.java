package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// A low-rank update (Hu et al. 2021, eq. 3): `h = x · a`, then `y += alpha · h · b`. Two products that a device may compute
/// in one launch; every other backend computes one after the other.
///
/// @param down `h = x · a`
/// @param up   `y += alpha · h · b`
public record LoraAdd(MatMul down, MatMul up) implements Kernel {
    public LoraAdd {
        if (down.add() || !up.add() || up.a() != down.out()) {
            throw new IllegalArgumentException("loraAdd: needs h = x·a and y += alpha·h·b, got other products");
        }
        Shapes.requireApart("loraAdd", up.out(), down.a(), down.b());
    }

    /// `x[m,k] a[k,r] b[r,n] → h[m,r] y[m,n]`, or `S` of each.
    public LoraAdd(double alpha, Tensor x, Tensor a, Tensor b, Tensor h, Tensor y) {
        this(new MatMul(x, a, h), MatMul.add(alpha, h, b, y));
    }

    @Override
    public Access access() {
        return Access.reads(down.a(), down.b(), up.b()).andUpdates(up.out()).andWrites(down.out());
    }

    @Override
    public void define() {
        down.define();
        up.define();
    }
}
