package t2l.tensor.kernel;

import t2l.tensor.Tensor;

/// The gradient of [LayerNorm] for `x`. With `x̂ = (x − mean)·rstd` and `g = w⊙dy`:
/// `dx += rstd·(g − mean(g) − x̂·mean(g⊙x̂))`.
public record LayerNormGradAdd(Tensor x, Tensor w, Tensor mean, Tensor rstd, Tensor dy, Tensor dx) implements Kernel {
    public LayerNormGradAdd {
        RmsNorm.requireShapes("layerNormGradAdd", x, w, dy, rstd);
        RmsNorm.requireShapes("layerNormGradAdd", x, w, dx, mean);
    }

    @Override
    public Access access() {
        return Access.reads(x, w, mean, rstd, dy).andUpdates(dx);
    }

    @Override
    public void define() {
        int c = x.dim(1);
        for (int n = 0; n < x.dim(0); n++) {
            int row = n;
            double m = mean.get(row);
            double s = rstd.get(row);
            double meanG = Loops.sum(c, j -> w.get(j) * dy.at(row, j) / c);
            double meanGx = Loops.sum(c, j -> w.get(j) * dy.at(row, j) * (x.at(row, j) - m) * s / c);
            Loops.rowAdd(dx, row, j -> s * (w.get(j) * dy.at(row, j) - meanG - (x.at(row, j) - m) * s * meanGx));
        }
    }
}
