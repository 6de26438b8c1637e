package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `dx += rstd·(w⊙dy − x·rstd²·mean(w⊙dy⊙x))`, the gradient of [RmsNorm] for `x`.
public record RmsNormGradAdd(Tensor x, Tensor w, Tensor rstd, Tensor dy, Tensor dx) implements Kernel {
    public RmsNormGradAdd {
        RmsNorm.requireShapes("rmsNormGradAdd", x, w, dy, rstd);
        Shapes.requireSame("rmsNormGradAdd", x, dx);
    }

    @Override
    public Access access() {
        return Access.reads(x, w, rstd, dy).andUpdates(dx);
    }

    @Override
    public void define() {
        int c = x.dim(1);
        for (int n = 0; n < x.dim(0); n++) {
            int row = n;
            double mean = Loops.sum(c, j -> w.get(j) * dy.at(row, j) * x.at(row, j) / c);
            double s = rstd.get(row);
            Loops.rowAdd(dx, row, j -> s * (w.get(j) * dy.at(row, j) - x.at(row, j) * s * s * mean));
        }
    }
}
