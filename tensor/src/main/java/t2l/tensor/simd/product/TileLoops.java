package t2l.tensor.simd.product;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static jdk.incubator.vector.FloatVector.zero;
import static t2l.tensor.simd.lanes.Lanes.BYTES;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.LE;
import static t2l.tensor.simd.lanes.RawMemory.ALL;
import static t2l.tensor.simd.lanes.RawMemory.MASK;

import jdk.incubator.vector.FloatVector;

/// The innermost loops of a matrix product, one for each size of a [Tile].
///
/// How this is written follows from the compilers. C2 keeps only named locals in registers, and stops inlining beyond some
/// size, so every accumulator and every load stands here in full. With `rows · vectors + rows + vectors` no larger than the
/// number of registers it cannot spill, in whatever order it schedules. A tile only overwrites: with an addition to the
/// result in the same method, C1 runs out of virtual registers.
final class TileLoops {
    private TileLoops() {}

    /// As [Tile#put], for any size that there is.
    static void put(int rows, int vectors, int n, long a, long as, long b, long bs, long c, long cs) {
        if (rows > 4) {
            if (vectors == 2) {
                put8x2(n, a, as, b, bs, c, cs);
            } else {
                put8x1(n, a, as, b, bs, c, cs);
            }
            return;
        }
        switch (vectors) {
            case 3 -> put4x3(n, a, as, b, bs, c, cs);
            case 2 -> put4x2(n, a, as, b, bs, c, cs);
            default -> put4x1(n, a, as, b, bs, c, cs);
        }
    }

    private static void put8x2(int n, long a, long as, long b, long bs, long c, long cs) {
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
            FloatVector b0 = fromMemorySegment(F, ALL, q, LE);
            FloatVector b1 = fromMemorySegment(F, ALL, q + BYTES, LE);
            FloatVector x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p));
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 4));
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 8));
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 12));
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 16));
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 20));
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 24));
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 28));
            c70 = x.fma(b0, c70);
            c71 = x.fma(b1, c71);
        }
        c00.intoMemorySegment(ALL, c & MASK, LE);
        c01.intoMemorySegment(ALL, c + BYTES & MASK, LE);
        c10.intoMemorySegment(ALL, c + cs & MASK, LE);
        c11.intoMemorySegment(ALL, c + cs + BYTES & MASK, LE);
        c20.intoMemorySegment(ALL, c + 2 * cs & MASK, LE);
        c21.intoMemorySegment(ALL, c + 2 * cs + BYTES & MASK, LE);
        c30.intoMemorySegment(ALL, c + 3 * cs & MASK, LE);
        c31.intoMemorySegment(ALL, c + 3 * cs + BYTES & MASK, LE);
        c40.intoMemorySegment(ALL, c + 4 * cs & MASK, LE);
        c41.intoMemorySegment(ALL, c + 4 * cs + BYTES & MASK, LE);
        c50.intoMemorySegment(ALL, c + 5 * cs & MASK, LE);
        c51.intoMemorySegment(ALL, c + 5 * cs + BYTES & MASK, LE);
        c60.intoMemorySegment(ALL, c + 6 * cs & MASK, LE);
        c61.intoMemorySegment(ALL, c + 6 * cs + BYTES & MASK, LE);
        c70.intoMemorySegment(ALL, c + 7 * cs & MASK, LE);
        c71.intoMemorySegment(ALL, c + 7 * cs + BYTES & MASK, LE);
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
            FloatVector b0 = fromMemorySegment(F, ALL, q, LE);
            FloatVector x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p));
            c00 = x.fma(b0, c00);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 4));
            c10 = x.fma(b0, c10);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 8));
            c20 = x.fma(b0, c20);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 12));
            c30 = x.fma(b0, c30);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 16));
            c40 = x.fma(b0, c40);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 20));
            c50 = x.fma(b0, c50);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 24));
            c60 = x.fma(b0, c60);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 28));
            c70 = x.fma(b0, c70);
        }
        c00.intoMemorySegment(ALL, c & MASK, LE);
        c10.intoMemorySegment(ALL, c + cs & MASK, LE);
        c20.intoMemorySegment(ALL, c + 2 * cs & MASK, LE);
        c30.intoMemorySegment(ALL, c + 3 * cs & MASK, LE);
        c40.intoMemorySegment(ALL, c + 4 * cs & MASK, LE);
        c50.intoMemorySegment(ALL, c + 5 * cs & MASK, LE);
        c60.intoMemorySegment(ALL, c + 6 * cs & MASK, LE);
        c70.intoMemorySegment(ALL, c + 7 * cs & MASK, LE);
    }

    private static void put4x3(int n, long a, long as, long b, long bs, long c, long cs) {
        FloatVector c00 = zero(F), c01 = zero(F), c02 = zero(F);
        FloatVector c10 = zero(F), c11 = zero(F), c12 = zero(F);
        FloatVector c20 = zero(F), c21 = zero(F), c22 = zero(F);
        FloatVector c30 = zero(F), c31 = zero(F), c32 = zero(F);
        for (int k = 0; k < n; k++) {
            long p = a + as * k & MASK;
            long q = b + bs * k & MASK;
            FloatVector b0 = fromMemorySegment(F, ALL, q, LE);
            FloatVector b1 = fromMemorySegment(F, ALL, q + BYTES, LE);
            FloatVector b2 = fromMemorySegment(F, ALL, q + 2 * BYTES, LE);
            FloatVector x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p));
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 4));
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 8));
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 12));
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
        }
        c00.intoMemorySegment(ALL, c & MASK, LE);
        c01.intoMemorySegment(ALL, c + BYTES & MASK, LE);
        c02.intoMemorySegment(ALL, c + 2 * BYTES & MASK, LE);
        c10.intoMemorySegment(ALL, c + cs & MASK, LE);
        c11.intoMemorySegment(ALL, c + cs + BYTES & MASK, LE);
        c12.intoMemorySegment(ALL, c + cs + 2 * BYTES & MASK, LE);
        c20.intoMemorySegment(ALL, c + 2 * cs & MASK, LE);
        c21.intoMemorySegment(ALL, c + 2 * cs + BYTES & MASK, LE);
        c22.intoMemorySegment(ALL, c + 2 * cs + 2 * BYTES & MASK, LE);
        c30.intoMemorySegment(ALL, c + 3 * cs & MASK, LE);
        c31.intoMemorySegment(ALL, c + 3 * cs + BYTES & MASK, LE);
        c32.intoMemorySegment(ALL, c + 3 * cs + 2 * BYTES & MASK, LE);
    }

    private static void put4x2(int n, long a, long as, long b, long bs, long c, long cs) {
        FloatVector c00 = zero(F), c01 = zero(F);
        FloatVector c10 = zero(F), c11 = zero(F);
        FloatVector c20 = zero(F), c21 = zero(F);
        FloatVector c30 = zero(F), c31 = zero(F);
        for (int k = 0; k < n; k++) {
            long p = a + as * k & MASK;
            long q = b + bs * k & MASK;
            FloatVector b0 = fromMemorySegment(F, ALL, q, LE);
            FloatVector b1 = fromMemorySegment(F, ALL, q + BYTES, LE);
            FloatVector x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p));
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 4));
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 8));
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 12));
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
        }
        c00.intoMemorySegment(ALL, c & MASK, LE);
        c01.intoMemorySegment(ALL, c + BYTES & MASK, LE);
        c10.intoMemorySegment(ALL, c + cs & MASK, LE);
        c11.intoMemorySegment(ALL, c + cs + BYTES & MASK, LE);
        c20.intoMemorySegment(ALL, c + 2 * cs & MASK, LE);
        c21.intoMemorySegment(ALL, c + 2 * cs + BYTES & MASK, LE);
        c30.intoMemorySegment(ALL, c + 3 * cs & MASK, LE);
        c31.intoMemorySegment(ALL, c + 3 * cs + BYTES & MASK, LE);
    }

    private static void put4x1(int n, long a, long as, long b, long bs, long c, long cs) {
        FloatVector c00 = zero(F);
        FloatVector c10 = zero(F);
        FloatVector c20 = zero(F);
        FloatVector c30 = zero(F);
        for (int k = 0; k < n; k++) {
            long p = a + as * k & MASK;
            long q = b + bs * k & MASK;
            FloatVector b0 = fromMemorySegment(F, ALL, q, LE);
            FloatVector x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p));
            c00 = x.fma(b0, c00);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 4));
            c10 = x.fma(b0, c10);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 8));
            c20 = x.fma(b0, c20);
            x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 12));
            c30 = x.fma(b0, c30);
        }
        c00.intoMemorySegment(ALL, c & MASK, LE);
        c10.intoMemorySegment(ALL, c + cs & MASK, LE);
        c20.intoMemorySegment(ALL, c + 2 * cs & MASK, LE);
        c30.intoMemorySegment(ALL, c + 3 * cs & MASK, LE);
    }
}
