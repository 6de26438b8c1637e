package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `ids[n]` = a column drawn from each row of the probabilities `p[n,c]`, by [Noise] of `key[2]` and `salt`.
public record Sample(Tensor p, Tensor key, int salt, Tensor ids) implements Kernel {
    public Sample {
        Shapes.require(p.rank() == 2 && p.dim(1) > 0 && key.size() == 2 && Shapes.is(ids, p.dim(0)), "sample",
                "p[n,c] key[2] ids[n] and c above 0", p, key, ids);
    }

    @Override
    public Access access() {
        return Access.reads(p, key).andWrites(ids);
    }

    @Override
    public void define() {
        int stream = Noise.stream(key, salt);
        for (int n = 0; n < p.dim(0); n++) {
            double left = (Noise.uniform(Noise.bits(stream, n)) + 1) / 2;
            int chosen = 0;
            for (int j = 0; j < p.dim(1) && left >= 0; j++) {
                chosen = p.at(n, j) > 0 ? j : chosen;
                left -= p.at(n, j);
            }
            ids.set(n, chosen);
        }
    }
}
