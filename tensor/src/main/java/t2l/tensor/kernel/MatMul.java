package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `out[m,n] = alpha · a[m,k] · b[k,n]`, or for each of `S` pairs `out[S,m,n] = alpha · a[S,m,k] · b[S,k,n]`; `out += …`
/// if `add`. Transposed operands arrive as views. `a` or `b` may be of any type that can be read.
///
/// @param alpha 1 unless `add`
public record MatMul(double alpha, Tensor a, Tensor b, boolean add, Tensor out) implements Kernel {
    public MatMul {
        int r = a.rank();
        boolean ok = (r == 2 || r == 3) && b.rank() == r && out.rank() == r && a.dim(-1) == b.dim(-2)
                && out.dim(-2) == a.dim(-2) && out.dim(-1) == b.dim(-1)
                && (r == 2 || (a.dim(0) == b.dim(0) && a.dim(0) == out.dim(0)));
        Shapes.require(ok, "matmul", "a[m,k] b[k,n] out[m,n], or S of each", a, b, out);
        Shapes.requireApart("matmul", out, a, b);
    }

    @Override
    public Access access() {
        return add ? Access.reads(a, b).andUpdates(out) : Access.reads(a, b).andWrites(out);
    }

    @Override
    public void define() {
        int m = out.dim(-2);
        int n = out.dim(-1);
        Loops.each(out, i -> {
            int s = (int) (i / n / m);
            int row = (int) (i / n % m);
            int column = (int) (i % n);
            double sum = Loops.sum(a.dim(-1), k -> at(a, s, row, k) * at(b, s, k, column));
            return (add ? out.get(i) : 0) + alpha * sum;
        });
    }

    /// `out = a · b`
    public MatMul(Tensor a, Tensor b, Tensor out) {
        this(1, a, b, false, out);
    }

    /// `out += alpha · a · b`
    public static MatMul add(double alpha, Tensor a, Tensor b, Tensor out) {
        return new MatMul(alpha, a, b, true, out);
    }

    private static double at(Tensor t, int s, int i, int j) {
        return t.rank() == 3 ? t.at(s, i, j) : t.at(i, j);
    }
}
