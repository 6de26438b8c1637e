package t2l.tensor.kernel;

import t2l.tensor.Tensor;

/// The gradients of [LayerNorm] for `w` and `b`: `dw[c] += Σ_n dy ⊙ x̂` and `db[c] += Σ_n dy`, `x̂ = (x − mean)·rstd`.
public record LayerNormWeightGradAdd(Tensor x, Tensor mean, Tensor rstd, Tensor dy, Tensor dw,
        Tensor db) implements Kernel {
    public LayerNormWeightGradAdd {
        LayerNorm.requireShapes("layerNormWeightGradAdd", x, dw, db, dy, mean, rstd);
    }

    @Override
    public Access access() {
        return Access.reads(x, mean, rstd, dy).andUpdates(dw, db);
    }

    @Override
    public void define() {
        int n = x.dim(0);
        Loops.eachAdd(dw,
                j -> Loops.sum(n, i -> dy.at(i, (int) j) * (x.at(i, (int) j) - mean.get(i)) * rstd.get(i)));
        Loops.eachAdd(db, j -> Loops.sum(n, i -> dy.at(i, (int) j)));
    }
}
