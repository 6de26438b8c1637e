package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `y[n,c] = x · rstd ⊙ w[c]` row by row with `rstd[n] = 1/√(mean x² + eps)` (Zhang & Sennrich 2019, eq. 4); `rstd` is kept
/// for the backward pass.
public record RmsNorm(Tensor x, Tensor w, double eps, Tensor y, Tensor rstd) implements Kernel {
    public RmsNorm {
        requireShapes("rmsNorm", x, w, y, rstd);
    }

    @Override
    public Access access() {
        return Access.reads(x, w).andWrites(y, rstd);
    }

    @Override
    public void define() {
        int c = x.dim(1);
        for (int n = 0; n < x.dim(0); n++) {
            int row = n;
            double scale = 1 / Math.sqrt(Loops.sum(c, j -> x.at(row, j) * x.at(row, j)) / c + eps);
            rstd.set(row, scale);
            Loops.row(y, row, j -> x.at(row, j) * scale * w.get(j));
        }
    }

    /// `x[n,c] w[c] y[n,c]` and one number a row, rows of at least one element; the numbers are not `w`.
    static void requireShapes(String kernel, Tensor x, Tensor w, Tensor y, Tensor numbers) {
        Shapes.require(x.rank() == 2 && x.dim(1) > 0 && Shapes.is(w, x.dim(1)) && Shapes.same(x, y)
                && Shapes.is(numbers, x.dim(0)), kernel, "x[n,c] w[c] y[n,c] rstd[n] and c above 0", x, w, y, numbers);
        Shapes.requireApart(kernel, numbers, w);
    }
}
