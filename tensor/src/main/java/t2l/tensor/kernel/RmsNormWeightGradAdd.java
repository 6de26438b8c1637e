package t2l.tensor.kernel;

import t2l.tensor.Tensor;

/// `dw[c] += Σ_n dy ⊙ x·rstd`, the gradient of [RmsNorm] for `w`.
public record RmsNormWeightGradAdd(Tensor x, Tensor rstd, Tensor dy, Tensor dw) implements Kernel {
    public RmsNormWeightGradAdd {
        RmsNorm.requireShapes("rmsNormWeightGradAdd", x, dw, dy, rstd);
    }

    @Override
    public Access access() {
        return Access.reads(x, rstd, dy).andUpdates(dw);
    }

    @Override
    public void define() {
        int n = x.dim(0);
        Loops.eachAdd(dw, j -> Loops.sum(n, i -> dy.at(i, (int) j) * x.at(i, (int) j) * rstd.get(i)));
    }
}
