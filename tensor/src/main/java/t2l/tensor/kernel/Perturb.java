package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `out = x + u` with `u` uniform in `±bound`, by [Noise] of `key[2]` and `salt`; `out` may be `x`.
public record Perturb(double bound, Tensor key, int salt, Tensor x, Tensor out) implements Kernel {
    public Perturb {
        Shapes.require(bound >= 0 && key.size() == 2 && Shapes.same(x, out) && x.size() <= Integer.MAX_VALUE, "perturb",
                "bound ≥ 0, key[2], and x and out of one shape, with bound = " + bound, key, x, out);
    }

    @Override
    public Access access() {
        return Access.reads(key, x).andWrites(out);
    }

    @Override
    public void define() {
        int stream = Noise.stream(key, salt);
        for (int i = 0; i < x.size(); i++) {
            out.set(i, x.get(i) + bound * Noise.uniform(Noise.bits(stream, i)));
        }
    }
}
