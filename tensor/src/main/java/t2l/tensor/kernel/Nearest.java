package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `ids[n]` = the column of `codes[d,K]` nearest to each row of `x[n,d]`, by squared distance; the first of several.
public record Nearest(Tensor x, Tensor codes, Tensor ids) implements Kernel {
    public Nearest {
        Shapes.require(x.rank() == 2 && codes.rank() == 2 && codes.dim(0) == x.dim(1) && codes.dim(1) > 0
                && Shapes.is(ids, x.dim(0)), "nearest", "x[n,d] codes[d,K] ids[n] and K above 0", x, codes, ids);
    }

    @Override
    public Access access() {
        return Access.reads(x, codes).andWrites(ids);
    }

    @Override
    public void define() {
        for (int n = 0; n < x.dim(0); n++) {
            ids.set(n, nearest(x, n, codes));
        }
    }

    static int nearest(Tensor x, int row, Tensor codes) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < codes.dim(1); j++) {
            double distance = 0;
            for (int e = 0; e < codes.dim(0); e++) {
                double off = x.at(row, e) - codes.at(e, j);
                distance += off * off;
            }
            if (distance < least) {
                least = distance;
                best = j;
            }
        }
        return best;
    }
}
