package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `y[n,c] = (x − mean)·rstd ⊙ w + b` row by row, biased variance: `rstd[n] = 1/√(var + eps)` (Ba et al. 2016); `mean[n]` and
/// `rstd[n]` are kept for the backward pass.
public record LayerNorm(Tensor x, Tensor w, Tensor b, double eps, Tensor y, Tensor mean,
        Tensor rstd) implements Kernel {
    public LayerNorm {
        requireShapes("layerNorm", x, w, b, y, mean, rstd);
    }

    @Override
    public Access access() {
        return Access.reads(x, w, b).andWrites(y, mean, rstd);
    }

    @Override
    public void define() {
        int c = x.dim(1);
        for (int n = 0; n < x.dim(0); n++) {
            int row = n;
            double m = Loops.sum(c, j -> x.at(row, j) / c);
            double var = Loops.sum(c, j -> (x.at(row, j) - m) * (x.at(row, j) - m) / c);
            double scale = 1 / Math.sqrt(var + eps);
            mean.set(row, m);
            rstd.set(row, scale);
            Loops.row(y, row, j -> (x.at(row, j) - m) * scale * w.get(j) + b.get(j));
        }
    }

    static void requireShapes(String kernel, Tensor x, Tensor w, Tensor b, Tensor y, Tensor mean, Tensor rstd) {
        RmsNorm.requireShapes(kernel, x, w, y, rstd);
        RmsNorm.requireShapes(kernel, x, b, y, mean);
        Shapes.requireApart(kernel, mean, w);
        Shapes.requireApart(kernel, rstd, b);
    }
}
