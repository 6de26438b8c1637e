package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// Moves `codes[d,K]` towards the rows of `x[n,d]` that they are nearest to, by moving averages (van den Oord et al. 2017,
/// appendix A.1): with `o[n,K]` the one-hot choices of [Nearest], `counts = decay·counts + (1−decay)·Σ_n o`,
/// `sums = decay·sums + (1−decay)·xᵀ·o`, and `codes = sums / ((counts + 1e-5)/(Σ counts + K·1e-5)·Σ counts)`. `counts[K]
/// sums[d,K]`.
public record Codebook(Tensor x, double decay, Tensor codes, Tensor counts, Tensor sums) implements Kernel {
    public Codebook {
        Shapes.require(x.rank() == 2 && x.dim(0) > 0 && codes.rank() == 2 && codes.dim(0) == x.dim(1)
                && Shapes.is(counts, codes.dim(1)) && Shapes.same(codes, sums), "codebook",
                "x[n,d] codes[d,K] counts[K] sums[d,K] and n above 0", x, codes, counts, sums);
        Shapes.requireApart("codebook", sums, codes);
    }

    @Override
    public Access access() {
        return Access.reads(x).andUpdates(codes, counts, sums);
    }

    @Override
    public void define() {
        scale(counts);
        scale(sums);
        int book = codes.dim(1);
        for (int n = 0; n < x.dim(0); n++) {
            int j = Nearest.nearest(x, n, codes);
            counts.set(j, counts.get(j) + 1 - decay);
            for (int e = 0; e < x.dim(1); e++) {
                long at = (long) e * book + j;
                sums.set(at, sums.get(at) + (1 - decay) * x.at(n, e));
            }
        }
        double total = 0;
        for (int j = 0; j < book; j++) {
            total += counts.get(j);
        }
        for (long i = 0; i < sums.size(); i++) {
            codes.set(i, sums.get(i) / ((counts.get(i % book) + 1e-5) / (total + book * 1e-5) * total));
        }
    }

    private void scale(Tensor average) {
        for (long i = 0; i < average.size(); i++) {
            average.set(i, decay * average.get(i));
        }
    }
}
