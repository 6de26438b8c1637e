package t2l.tensor.simd.product;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.zero;
import static t2l.tensor.DType.F32;
import static t2l.tensor.DType.Q8_0;
import static t2l.tensor.simd.lanes.Exact.exact;
import static t2l.tensor.simd.lanes.FrozenWeights.are;
import static t2l.tensor.simd.lanes.FrozenWeights.signed;
import static t2l.tensor.simd.lanes.Lanes.BYTES;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.RawMemory.ALL;
import static t2l.tensor.simd.lanes.RawMemory.MASK;
import static t2l.tensor.simd.lanes.RawMemory.near;
import static t2l.tensor.simd.lanes.RawMemory.passLimit;
import static t2l.tensor.simd.lanes.RawMemory.store;

import jdk.incubator.vector.FloatVector;
import t2l.tensor.simd.lanes.For;
import t2l.tensor.simd.lanes.Inlined;
import t2l.tensor.simd.lanes.NotInlined;

/// The innermost loops of a matrix product, one for each size of a [Tile].
///
/// Every accumulator and every load stands here in full (docs/c2.md, rule 7). With `rows · vectors + rows + vectors` no larger than
/// the number of registers, C2 cannot spill, in whatever order it schedules. A tile only overwrites: an addition to the result
/// would make the method too long (rule 6).
final class TileLoops {
    private TileLoops() {}

    /// As [Tile#put], for any size that there is.
    static void put(int rows, int vectors, int n, long a, long as, long b, long bs, long c, long cs) {
        if (rows > 4) {
            if (vectors == 2) {
                floats8x2(n, a, as, b, bs, c, cs);
            } else {
                put8x1(n, a, as, b, bs, c, cs);
            }
            return;
        }
        switch (vectors) {
            case 3 -> floats4x3(n, a, as, b, bs, c, cs);
            case 2 -> floats4x2(n, a, as, b, bs, c, cs);
            default -> put4x1(n, a, as, b, bs, c, cs);
        }
    }

    /// As [Tile#putPacked].
    static void putPacked(int rows, int vectors, int n, long a, long as, long b, long scales, long c, long cs) {
        if (rows > 4) {
            packed8x2(n, a, as, b, scales, c, cs);
        } else if (vectors == 2) {
            packed4x2(n, a, as, b, scales, c, cs);
        } else {
            packed4x3(n, a, as, b, scales, c, cs);
        }
    }

    @NotInlined
    @For(F32)
    private static void floats8x2(int n, long a, long as, long b, long bs, long c, long cs) {
        put8x2(n, a, as, b, bs, 0, c, cs);
    }

    @NotInlined
    @For(Q8_0)
    private static void packed8x2(int n, long a, long as, long b, long scales, long c, long cs) {
        put8x2(n, a, as, b, 2L * L, scales, c, cs);
    }

    @NotInlined
    @For(F32)
    private static void floats4x3(int n, long a, long as, long b, long bs, long c, long cs) {
        put4x3(n, a, as, b, bs, 0, c, cs);
    }

    @NotInlined
    @For(Q8_0)
    private static void packed4x3(int n, long a, long as, long b, long scales, long c, long cs) {
        put4x3(n, a, as, b, 3L * L, scales, c, cs);
    }

    @NotInlined
    @For(F32)
    private static void floats4x2(int n, long a, long as, long b, long bs, long c, long cs) {
        put4x2(n, a, as, b, bs, 0, c, cs);
    }

    @NotInlined
    @For(Q8_0)
    private static void packed4x2(int n, long a, long as, long b, long scales, long c, long cs) {
        put4x2(n, a, as, b, 2L * L, scales, c, cs);
    }

    /// Register `j` of a row of a panel: floats from address `q` on, or bytes and their scales from address `d` on.
    @Inlined
    private static FloatVector weights(long q, long d, int j) {
        return are(F32) ? exact(near(q + j * BYTES)) : signed(q + (long) j * L, 0).mul(near(d + j * BYTES));
    }

    @Inlined
    private static void put8x2(int n, long a, long as, long b, long bs, long scales, long c, long cs) {
        FloatVector c00 = zero(F), c01 = zero(F);
        FloatVector c10 = zero(F), c11 = zero(F);
        FloatVector c20 = zero(F), c21 = zero(F);
        FloatVector c30 = zero(F), c31 = zero(F);
        FloatVector c40 = zero(F), c41 = zero(F);
        FloatVector c50 = zero(F), c51 = zero(F);
        FloatVector c60 = zero(F), c61 = zero(F);
        FloatVector c70 = zero(F), c71 = zero(F);
        for (int k = 0; k < n; k++) {
            long p = a + as * k & MASK;
            long q = b + bs * k & MASK;
            long d = scales + 2L * BYTES * (k >> 1) & MASK;
            FloatVector b0 = weights(q, d, 0);
            FloatVector b1 = weights(q, d, 1);
            passLimit();
            FloatVector x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p));
            c00 = b0.fma(x, c00);
            c01 = b1.fma(x, c01);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 4));
            c10 = b0.fma(x, c10);
            c11 = b1.fma(x, c11);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 8));
            c20 = b0.fma(x, c20);
            c21 = b1.fma(x, c21);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 12));
            c30 = b0.fma(x, c30);
            c31 = b1.fma(x, c31);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 16));
            c40 = b0.fma(x, c40);
            c41 = b1.fma(x, c41);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 20));
            c50 = b0.fma(x, c50);
            c51 = b1.fma(x, c51);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 24));
            c60 = b0.fma(x, c60);
            c61 = b1.fma(x, c61);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 28));
            c70 = b0.fma(x, c70);
            c71 = b1.fma(x, c71);
        }
        store(c00, c);
        store(c01, c + BYTES);
        store(c10, c + cs);
        store(c11, c + cs + BYTES);
        store(c20, c + 2 * cs);
        store(c21, c + 2 * cs + BYTES);
        store(c30, c + 3 * cs);
        store(c31, c + 3 * cs + BYTES);
        store(c40, c + 4 * cs);
        store(c41, c + 4 * cs + BYTES);
        store(c50, c + 5 * cs);
        store(c51, c + 5 * cs + BYTES);
        store(c60, c + 6 * cs);
        store(c61, c + 6 * cs + BYTES);
        store(c70, c + 7 * cs);
        store(c71, c + 7 * cs + BYTES);
    }

    private static void put8x1(int n, long a, long as, long b, long bs, long c, long cs) {
        FloatVector c00 = zero(F);
        FloatVector c10 = zero(F);
        FloatVector c20 = zero(F);
        FloatVector c30 = zero(F);
        FloatVector c40 = zero(F);
        FloatVector c50 = zero(F);
        FloatVector c60 = zero(F);
        FloatVector c70 = zero(F);
        for (int k = 0; k < n; k++) {
            long p = a + as * k & MASK;
            long q = b + bs * k & MASK;
            FloatVector b0 = exact(near(q));
            FloatVector x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p));
            c00 = b0.fma(x, c00);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 4));
            c10 = b0.fma(x, c10);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 8));
            c20 = b0.fma(x, c20);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 12));
            c30 = b0.fma(x, c30);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 16));
            c40 = b0.fma(x, c40);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 20));
            c50 = b0.fma(x, c50);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 24));
            c60 = b0.fma(x, c60);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 28));
            c70 = b0.fma(x, c70);
        }
        store(c00, c);
        store(c10, c + cs);
        store(c20, c + 2 * cs);
        store(c30, c + 3 * cs);
        store(c40, c + 4 * cs);
        store(c50, c + 5 * cs);
        store(c60, c + 6 * cs);
        store(c70, c + 7 * cs);
    }

    @Inlined
    private static void put4x3(int n, long a, long as, long b, long bs, long scales, long c, long cs) {
        FloatVector c00 = zero(F), c01 = zero(F), c02 = zero(F);
        FloatVector c10 = zero(F), c11 = zero(F), c12 = zero(F);
        FloatVector c20 = zero(F), c21 = zero(F), c22 = zero(F);
        FloatVector c30 = zero(F), c31 = zero(F), c32 = zero(F);
        for (int k = 0; k < n; k++) {
            long p = a + as * k & MASK;
            long q = b + bs * k & MASK;
            long d = scales + 3L * BYTES * (k >> 1) & MASK;
            FloatVector b0 = weights(q, d, 0);
            FloatVector b1 = weights(q, d, 1);
            FloatVector b2 = weights(q, d, 2);
            passLimit();
            FloatVector x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p));
            c00 = b0.fma(x, c00);
            c01 = b1.fma(x, c01);
            c02 = b2.fma(x, c02);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 4));
            c10 = b0.fma(x, c10);
            c11 = b1.fma(x, c11);
            c12 = b2.fma(x, c12);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 8));
            c20 = b0.fma(x, c20);
            c21 = b1.fma(x, c21);
            c22 = b2.fma(x, c22);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 12));
            c30 = b0.fma(x, c30);
            c31 = b1.fma(x, c31);
            c32 = b2.fma(x, c32);
        }
        store(c00, c);
        store(c01, c + BYTES);
        store(c02, c + 2 * BYTES);
        store(c10, c + cs);
        store(c11, c + cs + BYTES);
        store(c12, c + cs + 2 * BYTES);
        store(c20, c + 2 * cs);
        store(c21, c + 2 * cs + BYTES);
        store(c22, c + 2 * cs + 2 * BYTES);
        store(c30, c + 3 * cs);
        store(c31, c + 3 * cs + BYTES);
        store(c32, c + 3 * cs + 2 * BYTES);
    }

    @Inlined
    private static void put4x2(int n, long a, long as, long b, long bs, long scales, long c, long cs) {
        FloatVector c00 = zero(F), c01 = zero(F);
        FloatVector c10 = zero(F), c11 = zero(F);
        FloatVector c20 = zero(F), c21 = zero(F);
        FloatVector c30 = zero(F), c31 = zero(F);
        for (int k = 0; k < n; k++) {
            long p = a + as * k & MASK;
            long q = b + bs * k & MASK;
            long d = scales + 2L * BYTES * (k >> 1) & MASK;
            FloatVector b0 = weights(q, d, 0);
            FloatVector b1 = weights(q, d, 1);
            FloatVector x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p));
            c00 = b0.fma(x, c00);
            c01 = b1.fma(x, c01);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 4));
            c10 = b0.fma(x, c10);
            c11 = b1.fma(x, c11);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 8));
            c20 = b0.fma(x, c20);
            c21 = b1.fma(x, c21);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 12));
            c30 = b0.fma(x, c30);
            c31 = b1.fma(x, c31);
        }
        store(c00, c);
        store(c01, c + BYTES);
        store(c10, c + cs);
        store(c11, c + cs + BYTES);
        store(c20, c + 2 * cs);
        store(c21, c + 2 * cs + BYTES);
        store(c30, c + 3 * cs);
        store(c31, c + 3 * cs + BYTES);
    }

    private static void put4x1(int n, long a, long as, long b, long bs, long c, long cs) {
        FloatVector c00 = zero(F);
        FloatVector c10 = zero(F);
        FloatVector c20 = zero(F);
        FloatVector c30 = zero(F);
        for (int k = 0; k < n; k++) {
            long p = a + as * k & MASK;
            long q = b + bs * k & MASK;
            FloatVector b0 = exact(near(q));
            FloatVector x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p));
            c00 = b0.fma(x, c00);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 4));
            c10 = b0.fma(x, c10);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 8));
            c20 = b0.fma(x, c20);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 12));
            c30 = b0.fma(x, c30);
        }
        store(c00, c);
        store(c10, c + cs);
        store(c20, c + 2 * cs);
        store(c30, c + 3 * cs);
    }
}
