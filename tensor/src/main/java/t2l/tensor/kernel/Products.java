package t2l.tensor.kernel;

import t2l.tensor.*;
import t2l.tensor.kernel.Kernel.Access;

/// Products of matrices and vectors.
public sealed interface Products extends Kernel {
    /// What each reads, updates and writes.
    @Override
    default Access access() {
        return switch (this) {
            case MatMul k when k.add -> Access.reads(k.a, k.b).andUpdates(k.out);
            case MatMul k -> Access.reads(k.a, k.b).andWrites(k.out);
            case LoraAdd k ->
                Access.reads(k.down.a(), k.down.b(), k.up.b()).andUpdates(k.up.out()).andWrites(k.down.out());
            case Dot k -> Access.reads(k.a, k.b).andWrites(k.out);
        };
    }

    /// `out[m,n] = alpha · a[m,k] · b[k,n]`, or for each of `S` pairs `out[S,m,n] = alpha · a[S,m,k] · b[S,k,n]`; `out += …`
    /// if `add`. Transposed operands arrive as views. `a` or `b` may be of any type that can be read.
    ///
    /// @param alpha 1 unless `add`
    record MatMul(double alpha, Tensor a, Tensor b, boolean add, Tensor out) implements Products {
        public MatMul {
            int r = a.rank();
            boolean ok = (r == 2 || r == 3) && b.rank() == r && out.rank() == r && a.dim(-1) == b.dim(-2)
                    && out.dim(-2) == a.dim(-2) && out.dim(-1) == b.dim(-1)
                    && (r == 2 || (a.dim(0) == b.dim(0) && a.dim(0) == out.dim(0)));
            Shapes.require(ok, "matmul", "a[m,k] b[k,n] out[m,n], or S of each", a, b, out);
            Shapes.requireApart("matmul", out, a, b);
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

    /// A low-rank update (Hu et al. 2021, eq. 3): `h = x · a`, then `y += alpha · h · b`. Two products that a device may compute
    /// in one launch; every other backend computes one after the other.
    ///
    /// @param down `h = x · a`
    /// @param up   `y += alpha · h · b`
    record LoraAdd(MatMul down, MatMul up) implements Products {
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
        public void define() {
            down.define();
            up.define();
        }
    }

    /// `out[1] = Σ a ⊙ b`
    record Dot(Tensor a, Tensor b, Tensor out) implements Products {
        public Dot {
            Shapes.require(Shapes.same(a, b) && out.size() == 1, "dot", "a and b of one shape and out[1]", a, b, out);
        }

        @Override
        public void define() {
            double sum = 0;
            for (long i = 0, n = a.size(); i < n; i++) {
                sum += a.get(i) * b.get(i);
            }
            out.set(0, sum);
        }
    }
}
