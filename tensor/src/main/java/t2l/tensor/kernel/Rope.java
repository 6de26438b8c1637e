package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// Rotary positions (Su et al. 2021) in the half-split convention of HF: within the first `R` numbers of each head of
/// width `D`, the pair `(i, i + R/2)` is rotated by the angle whose `cos[P,R/2] sin[P,R/2]` are row `positions[n]`,
/// backwards if `inverse`; the rest of a head stays as it is. `out[n,H·D] = rotated x[n,H·D]`, or `+=` if `add`; `out` may
/// be `x`. A position outside the table throws [IllegalArgumentException] when the kernel runs.
///
/// @param head `D`
public record Rope(Tensor x, Tensor positions, Tensor cos, Tensor sin, int head, boolean inverse, boolean add,
        Tensor out) implements Kernel {
    public Rope {
        boolean ok = x.rank() == 2 && Shapes.is(positions, x.dim(0)) && cos.rank() == 2 && cos.dim(1) > 0
                && Shapes.same(cos, sin) && head >= 2 * cos.dim(1) && x.dim(1) % head == 0 && Shapes.same(x, out);
        Shapes.require(ok, "rope", "x[n,H·D] positions[n] cos[P,R/2] sin[P,R/2] out[n,H·D] with D " + head, x,
                positions, cos, sin, out);
    }

    @Override
    public Access access() {
        return add
                ? Access.reads(x, positions, cos, sin).andUpdates(out)
                : Access.reads(x, positions, cos, sin).andWrites(out);
    }

    /// Throws [IllegalArgumentException] for a position outside the table, as [Gather#requireIds()] does.
    public void requirePositions() {
        Gather.requireRows("rope", positions, 0, cos);
    }

    @Override
    public void define() {
        requirePositions();
        int half = cos.dim(1);
        int c = x.dim(1);
        for (int n = 0; n < x.dim(0); n++) {
            int p = (int) positions.get(n);
            for (int h = 0; h < c; h += head) {
                for (int j = 0; j < half; j++) {
                    double a = x.at(n, h + j);
                    double b = x.at(n, h + half + j);
                    double co = cos.at(p, j);
                    double si = inverse ? -sin.at(p, j) : sin.at(p, j);
                    long at = (long) n * c + h + j;
                    out.set(at, (add ? out.get(at) : 0) + a * co - b * si);
                    out.set(at + half, (add ? out.get(at + half) : 0) + b * co + a * si);
                }
                for (int j = 2 * half; j < head; j++) {
                    long at = (long) n * c + h + j;
                    out.set(at, (add ? out.get(at) : 0) + x.at(n, h + j));
                }
            }
        }
    }
}
