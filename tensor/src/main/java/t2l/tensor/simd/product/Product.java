package t2l.tensor.simd.product;

import t2l.tensor.Tensor;

/// One call of `matmul`: `count` times `c[m,n] = a[m,k] · b[k,n]`, or `c += alpha · a · b` if `add`. One object serves
/// all calls of its owner.
final class Product {
    int count;
    int m;
    int n;
    int k;
    boolean add;
    float alpha;
    /// The address of `b` in a [PackedWeight], or 0.
    long packed;
    Operand a = new Operand();
    Operand b = new Operand();
    final Operand c = new Operand();

    void set(boolean add, double alpha, Tensor a, Tensor b, Tensor out) {
        this.add = add;
        this.alpha = (float) alpha;
        this.a.see(a);
        this.b.see(b);
        c.edit(out);
        count = out.rank() == 3 ? out.dim(0) : 1;
        m = out.dim(-2);
        n = out.dim(-1);
        k = a.dim(-1);
    }

    /// The same product seen as `cᵀ = bᵀ · aᵀ`.
    void transpose() {
        Operand oldA = a;
        a = b;
        b = oldA;
        a.transpose();
        b.transpose();
        c.transpose();
        int oldM = m;
        m = n;
        n = oldM;
    }

    /// Multiply-adds of one of the `count` products.
    long work() {
        return (long) m * n * k;
    }
}
