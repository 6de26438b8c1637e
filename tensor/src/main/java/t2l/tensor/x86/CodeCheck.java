package t2l.tensor.x86;

import static java.lang.foreign.ValueLayout.*;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.kernel.Products.MatMul;

/// Compares the functions for a type of weights with its definition before they are first used: random and extreme weights,
/// one to seven rows of activations. Types that differ are left to other kernels.
final class CodeCheck {
    /// The largest error of a sum, as a share of the sum of its magnitudes: far above rounding, far below one wrong weight.
    private static final double BOUND = 0x1p-20;

    private static final Map<DType, Boolean> PASSED = new ConcurrentHashMap<>();

    private CodeCheck() {}

    /// Whether this machine's functions for the type are right.
    static boolean passed(DType type) {
        if (!Rounded.known(type)) {
            return false;
        }
        Boolean known = PASSED.get(type);
        return known != null ? known : PASSED.computeIfAbsent(type, of -> {
            boolean right = passed(ByteCode.here().orElseThrow(), of);
            if (!right) {
                System.getLogger("t2l.tensor").log(System.Logger.Level.WARNING, "activations: those of " + of
                        + " weights stay f32, because machine code and definition differ here; please report it");
            }
            return right;
        });
    }

    static boolean passed(ByteCode code, DType type) {
        int k = type.blockSize() == DType.BLOCK ? 192 : 2 * type.blockSize();
        int n = 3;
        try (Arena arena = Arena.ofConfined(); Parallel one = new Parallel(1)) {
            Random random = new Random(7);
            Tensor w = Tensor.allocate(arena, type, n, k);
            fill(w.forWriting(), type, random);
            ByteProducts products = new ByteProducts(one, code);
            boolean passed = true;
            for (int m : new int[] {1, 2, 2 * Rounded.ROWS - 1}) {
                Tensor x = Tensor.allocate(arena, DType.F32, m, k);
                for (int i = 0; i < m * k; i++) {
                    x.set(i, i / 32 % 5 == 4 ? 0 : random.nextGaussian() * Math.scalb(1.0, random.nextInt(-9, 9)));
                }
                Tensor out = Tensor.allocate(arena, DType.F32, m, n);
                passed &= products.run(new MatMul(x, w.t(), out)) && right(x, w, out);
            }
            return passed;
        }
    }

    /// Random bits, but every other block all zeros or all ones, and scales that are finite.
    static void fill(MemorySegment w, DType type, Random random) {
        for (long at = 0; at < w.byteSize(); at += type.blockBytes()) {
            int kind = random.nextInt(4);
            for (long i = 0; i < type.blockBytes(); i++) {
                w.set(JAVA_BYTE, at + i, (byte) (kind == 0 ? 0 : kind == 1 ? -1 : random.nextInt()));
            }
            long scale = at + (type == DType.Q6_K ? type.blockBytes() - 2 : 0);
            w.set(JAVA_SHORT_UNALIGNED, scale, Float.floatToFloat16((float) random.nextGaussian()));
            if (Rounded.of(type).shifted()) {
                w.set(JAVA_SHORT_UNALIGNED, scale + 2, Float.floatToFloat16((float) random.nextGaussian()));
            }
        }
    }

    /// Whether `out` is the product of `x`, rounded, and `w`.
    static boolean right(Tensor x, Tensor w, Tensor out) {
        for (int i = 0; i < out.dim(0); i++) {
            double[] rounded = rounded(x, i);
            for (int j = 0; j < out.dim(1); j++) {
                double sum = 0;
                double magnitude = 0;
                for (int e = 0; e < rounded.length; e++) {
                    double product = rounded[e] * w.at(j, e);
                    sum += product;
                    magnitude += Math.abs(product);
                }
                if (!(Math.abs(out.at(i, j) - sum) <= BOUND * magnitude)) {
                    return false;
                }
            }
        }
        return true;
    }

    /// The definition of rounding: row `i` of `x` as numbers `d · q` ([RoundCode]).
    static double[] rounded(Tensor x, int i) {
        double[] all = new double[x.dim(1)];
        for (int from = 0; from < all.length; from += DType.BLOCK) {
            float highest = 0;
            for (int e = from; e < from + DType.BLOCK; e++) {
                highest = Math.max(highest, Math.abs((float) x.at(i, e)));
            }
            float inverse = 127 / Math.max(highest, 0x1p-100f);
            for (int e = from; e < from + DType.BLOCK; e++) {
                all[e] = (highest / 127) * Math.rint((float) x.at(i, e) * inverse);
            }
        }
        return all;
    }
}
