package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `out = keep ? x / (1 − p) : 0`, or `+=` if `add`, each element kept with probability `1 − p` by [Noise] of `key` and `salt`:
/// with the same `key[2]` and `salt` the backward pass makes the same choices.
public record Dropout(double p, Tensor key, int salt, boolean add, Tensor x, Tensor out) implements Kernel {
    public Dropout {
        Shapes.require(p >= 0 && p < 1 && key.size() == 2 && Shapes.same(x, out) && x.size() <= Integer.MAX_VALUE,
                "dropout",
                "0 ≤ p < 1, key[2], and x and out of one shape, with p = " + p, key, x, out);
    }

    @Override
    public Access access() {
        return add ? Access.reads(key, x).andUpdates(out) : Access.reads(key, x).andWrites(out);
    }

    @Override
    public void define() {
        int stream = Noise.stream(key, salt);
        int threshold = Noise.threshold(p);
        Loops.each(out, i -> {
            double kept = Noise.bits(stream, (int) i) >>> 8 >= threshold ? x.get(i) / (1 - p) : 0;
            return (add ? out.get(i) : 0) + kept;
        });
    }
}
