package t2l.tensor.kernel;

import t2l.tensor.*;
import t2l.tensor.kernel.Kernel.Access;

/// Each row divided by its size: RMS norm, layer norm and softmax, with their gradients.
public sealed interface Norms extends Kernel {
    /// What each reads, updates and writes.
    @Override
    default Access access() {
        return switch (this) {
            case RmsNorm k -> Access.reads(k.x, k.w).andWrites(k.y, k.rstd);
            case RmsNormGradAdd k -> Access.reads(k.x, k.w, k.rstd, k.dy).andUpdates(k.dx);
            case RmsNormWeightGradAdd k -> Access.reads(k.x, k.rstd, k.dy).andUpdates(k.dw);
            case LayerNorm k -> Access.reads(k.x, k.w, k.b).andWrites(k.y, k.mean, k.rstd);
            case LayerNormGradAdd k -> Access.reads(k.x, k.w, k.mean, k.rstd, k.dy).andUpdates(k.dx);
            case LayerNormWeightGradAdd k -> Access.reads(k.x, k.mean, k.rstd, k.dy).andUpdates(k.dw, k.db);
            case Softmax k -> Access.reads(k.x).andWrites(k.y);
            case SoftmaxGradAdd k -> Access.reads(k.y, k.dy).andUpdates(k.dx);
        };
    }

    /// `y[n,c] = x · rstd ⊙ w[c]` row by row with `rstd[n] = 1/√(mean x² + eps)` (Zhang & Sennrich 2019, eq. 4); `rstd` is kept
    /// for the backward pass.
    record RmsNorm(Tensor x, Tensor w, double eps, Tensor y, Tensor rstd) implements Norms {
        public RmsNorm {
            requireShapes("rmsNorm", x, w, y, rstd);
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
                    && Shapes.is(numbers, x.dim(0)), kernel, "x[n,c] w[c] y[n,c] rstd[n] and c above 0", x, w, y,
                    numbers);
            Shapes.requireApart(kernel, numbers, w);
        }
    }

    /// `dx += rstd·(w⊙dy − x·rstd²·mean(w⊙dy⊙x))`, the gradient of [RmsNorm] for `x`.
    record RmsNormGradAdd(Tensor x, Tensor w, Tensor rstd, Tensor dy, Tensor dx) implements Norms {
        public RmsNormGradAdd {
            RmsNorm.requireShapes("rmsNormGradAdd", x, w, dy, rstd);
            Shapes.requireSame("rmsNormGradAdd", x, dx);
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

    /// `dw[c] += Σ_n dy ⊙ x·rstd`, the gradient of [RmsNorm] for `w`.
    record RmsNormWeightGradAdd(Tensor x, Tensor rstd, Tensor dy, Tensor dw) implements Norms {
        public RmsNormWeightGradAdd {
            RmsNorm.requireShapes("rmsNormWeightGradAdd", x, dw, dy, rstd);
        }

        @Override
        public void define() {
            int n = x.dim(0);
            Loops.eachAdd(dw, j -> Loops.sum(n, i -> dy.at(i, (int) j) * x.at(i, (int) j) * rstd.get(i)));
        }
    }

    /// `y[n,c] = (x − mean)·rstd ⊙ w + b` row by row, biased variance: `rstd[n] = 1/√(var + eps)` (Ba et al. 2016); `mean[n]` and
    /// `rstd[n]` are kept for the backward pass.
    record LayerNorm(Tensor x, Tensor w, Tensor b, double eps, Tensor y, Tensor mean, Tensor rstd) implements Norms {
        public LayerNorm {
            requireShapes("layerNorm", x, w, b, y, mean, rstd);
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

    /// The gradient of [LayerNorm] for `x`. With `x̂ = (x − mean)·rstd` and `g = w⊙dy`:
    /// `dx += rstd·(g − mean(g) − x̂·mean(g⊙x̂))`.
    record LayerNormGradAdd(Tensor x, Tensor w, Tensor mean, Tensor rstd, Tensor dy, Tensor dx) implements Norms {
        public LayerNormGradAdd {
            RmsNorm.requireShapes("layerNormGradAdd", x, w, dy, rstd);
            RmsNorm.requireShapes("layerNormGradAdd", x, w, dx, mean);
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

    /// The gradients of [LayerNorm] for `w` and `b`: `dw[c] += Σ_n dy ⊙ x̂` and `db[c] += Σ_n dy`, `x̂ = (x − mean)·rstd`.
    record LayerNormWeightGradAdd(Tensor x, Tensor mean, Tensor rstd, Tensor dy, Tensor dw,
            Tensor db) implements Norms {
        public LayerNormWeightGradAdd {
            LayerNorm.requireShapes("layerNormWeightGradAdd", x, dw, db, dy, mean, rstd);
        }

        @Override
        public void define() {
            int n = x.dim(0);
            Loops.eachAdd(dw,
                    j -> Loops.sum(n, i -> dy.at(i, (int) j) * (x.at(i, (int) j) - mean.get(i)) * rstd.get(i)));
            Loops.eachAdd(db, j -> Loops.sum(n, i -> dy.at(i, (int) j)));
        }
    }

    /// `y[n,c] = e^x / Σ_c e^x` row by row; `y` may be `x`.
    record Softmax(Tensor x, Tensor y) implements Norms {
        public Softmax {
            Shapes.require(x.rank() == 2 && Shapes.same(x, y), "softmax", "matrices of one shape", x, y);
        }

        @Override
        public void define() {
            for (int n = 0; n < x.dim(0); n++) {
                int row = n;
                double lse = Loops.logSumExp(x, row);
                Loops.row(y, row, j -> Math.exp(x.at(row, j) - lse));
            }
        }
    }

    /// `dx += y ⊙ (dy − Σ_c dy⊙y)`, with the result `y` of [Softmax].
    record SoftmaxGradAdd(Tensor y, Tensor dy, Tensor dx) implements Norms {
        public SoftmaxGradAdd {
            Shapes.require(y.rank() == 2 && Shapes.same(y, dy) && Shapes.same(y, dx), "softmaxGradAdd",
                    "matrices of one shape", y, dy, dx);
        }

        @Override
        public void define() {
            for (int n = 0; n < y.dim(0); n++) {
                int row = n;
                double mean = Loops.sum(y.dim(1), j -> y.at(row, j) * dy.at(row, j));
                Loops.rowAdd(dx, row, j -> y.at(row, j) * (dy.at(row, j) - mean));
            }
        }
    }
}
