package t2l.bench;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Products.MatMul;

/// Checks results before they are timed. The distance covers all elements, `‖got − want‖ / ‖want‖`: one wrong element
/// in millions exceeds the bound, rounding does not.
final class Agreement {
    /// A few hundred roundings of F32.
    static final double TOLERANCE = 2e-5;

    private Agreement() {}

    /// Throws [T2lException] unless `got` equals `want` up to rounding.
    static void require(String what, Tensor got, Tensor want) {
        double difference = 0;
        double size = 0;
        for (long i = 0, n = want.size(); i < n; i++) {
            double w = want.get(i);
            double d = got.get(i) - w;
            difference += d * d;
            size += w * w;
        }
        double distance = Math.sqrt(difference / Math.max(size, Double.MIN_NORMAL));
        if (!(distance <= TOLERANCE)) {
            throw new T2lException(String.format(Locale.ROOT,
                    "%s: needs %s within %.0e of its definition, got a distance of %.2e; its speed means nothing", what,
                    want, TOLERANCE, distance));
        }
    }

    /// Throws [T2lException] unless `out[m,n] = a[m,k]·b[k,n]` in its first, middle and last rows and columns: all of
    /// a small product, samples of a large one.
    static void product(Tensor a, Tensor b, Tensor out) {
        int n = b.dim(1);
        int width = Math.min(n, Math.max(64, 4_000_000 / b.dim(0)));
        try (Arena arena = Arena.ofShared()) {
            Tensor want = Tensor.allocate(arena, DType.F64, 1, width);
            for (int row : new int[] {0, a.dim(0) / 2, a.dim(0) - 1}) {
                for (int from : new int[] {0, (n - width) / 2, n - width}) {
                    new ReferenceKernels().run(new MatMul(a.narrow(0, row, 1), b.narrow(1, from, width), want));
                    require("product, row " + row, out.narrow(0, row, 1).narrow(1, from, width), want);
                }
            }
        }
    }
}
