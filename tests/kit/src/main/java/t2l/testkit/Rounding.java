package t2l.testkit;

import module java.base;
import t2l.testkit.KernelCases.Size;

/// What error bounds are made of.
public final class Rounding {
    /// Half the distance between 1 and the next F32: the relative error of one rounding.
    public static final double U = 0x1p-24;

    private Rounding() {}

    /// The error a fast activation or slope at `x` may have (documented in `simd/Curves`).
    static double curve(double x) {
        return 4e-7 * Math.max(1, Math.abs(x));
    }

    /// One number for each element of `like`.
    static double[] each(double[] like, IntToDoubleFunction f) {
        return IntStream.range(0, like.length).mapToDouble(f).toArray();
    }

    static double sum(int from, int count, IntToDoubleFunction f) {
        return IntStream.range(from, from + count).mapToDouble(f).sum();
    }

    static double max(int from, int count, IntToDoubleFunction f) {
        return IntStream.range(from, from + count).mapToDouble(f).max().orElse(0);
    }

    /// For each column the sum of `n` terms and the old content, which pass through so many roundings.
    static double[] columns(Size s, double[] old, IntToDoubleFunction term, int roundings) {
        return each(old,
                j -> roundings * U * (sum(0, s.n(), r -> term.applyAsDouble(r * s.c() + j)) + Math.abs(old[j])));
    }
}
