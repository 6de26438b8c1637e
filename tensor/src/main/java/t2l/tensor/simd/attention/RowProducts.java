package t2l.tensor.simd.attention;

import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;
import static t2l.tensor.simd.lanes.RawMemory.ALL;
import static t2l.tensor.simd.lanes.RawMemory.MASK;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.simd.lanes.Lanes;
import t2l.tensor.simd.lanes.RawMemory;

/// Products of rows, each of one row with another, [Lanes#SUMS] at a time: their virtual lanes fold together.
final class RowProducts {
    /// Bytes of the lanes of the sums.
    static final long BYTES = 4L * Lanes.VIRTUAL * Lanes.SUMS;

    private RowProducts() {}

    /// `out[j] = a[j]·b[j]` for `n` pairs of rows of `width` floats; rows of `a` are `stepA` bytes apart, and so on.
    ///
    /// @param sums room for [#BYTES]
    static void each(long a, long stepA, long b, long stepB, int n, int width, long sums, long out) {
        for (int j = 0; j < n; j += Lanes.SUMS) {
            for (int lane = 0; lane < Lanes.VIRTUAL; lane += L) {
                some(a + j * stepA, stepA, b + j * stepB, stepB, n - 1 - j, lane, width, sums);
                int left = (width - lane) % Lanes.VIRTUAL;
                if (left > 0 && left < L) {
                    rest(a + j * stepA, stepA, b + j * stepB, stepB, n - 1 - j, lane, width, sums);
                }
            }
            Lanes.fold(sums);
            for (int r = 0; r < Lanes.SUMS && j + r < n; r++) {
                RawMemory.set(out + 4L * (j + r), RawMemory.get(sums + 8L * r));
            }
        }
    }

    /// A register's width of virtual lanes, from `lane` on. Rows after the `last` repeat it.
    private static void some(long a, long stepA, long b, long stepB, int last, int lane, int width,
            long sums) {
        long a0 = a + Math.min(0, last) * stepA;
        long a1 = a + Math.min(1, last) * stepA;
        long a2 = a + Math.min(2, last) * stepA;
        long a3 = a + Math.min(3, last) * stepA;
        long a4 = a + Math.min(4, last) * stepA;
        long a5 = a + Math.min(5, last) * stepA;
        long a6 = a + Math.min(6, last) * stepA;
        long a7 = a + Math.min(7, last) * stepA;
        long b0 = b + Math.min(0, last) * stepB;
        long b1 = b + Math.min(1, last) * stepB;
        long b2 = b + Math.min(2, last) * stepB;
        long b3 = b + Math.min(3, last) * stepB;
        long b4 = b + Math.min(4, last) * stepB;
        long b5 = b + Math.min(5, last) * stepB;
        long b6 = b + Math.min(6, last) * stepB;
        long b7 = b + Math.min(7, last) * stepB;
        FloatVector c0 = FloatVector.zero(F), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
        for (int d = lane; d + L <= width; d += Lanes.VIRTUAL) {
            c0 = FloatVector.fromMemorySegment(F, ALL, a0 + 4L * d & MASK, LE)
                    .fma(FloatVector.fromMemorySegment(F, ALL, b0 + 4L * d & MASK, LE), c0);
            c1 = FloatVector.fromMemorySegment(F, ALL, a1 + 4L * d & MASK, LE)
                    .fma(FloatVector.fromMemorySegment(F, ALL, b1 + 4L * d & MASK, LE), c1);
            c2 = FloatVector.fromMemorySegment(F, ALL, a2 + 4L * d & MASK, LE)
                    .fma(FloatVector.fromMemorySegment(F, ALL, b2 + 4L * d & MASK, LE), c2);
            c3 = FloatVector.fromMemorySegment(F, ALL, a3 + 4L * d & MASK, LE)
                    .fma(FloatVector.fromMemorySegment(F, ALL, b3 + 4L * d & MASK, LE), c3);
            c4 = FloatVector.fromMemorySegment(F, ALL, a4 + 4L * d & MASK, LE)
                    .fma(FloatVector.fromMemorySegment(F, ALL, b4 + 4L * d & MASK, LE), c4);
            c5 = FloatVector.fromMemorySegment(F, ALL, a5 + 4L * d & MASK, LE)
                    .fma(FloatVector.fromMemorySegment(F, ALL, b5 + 4L * d & MASK, LE), c5);
            c6 = FloatVector.fromMemorySegment(F, ALL, a6 + 4L * d & MASK, LE)
                    .fma(FloatVector.fromMemorySegment(F, ALL, b6 + 4L * d & MASK, LE), c6);
            c7 = FloatVector.fromMemorySegment(F, ALL, a7 + 4L * d & MASK, LE)
                    .fma(FloatVector.fromMemorySegment(F, ALL, b7 + 4L * d & MASK, LE), c7);
        }
        long at = sums + 4L * lane & MASK;
        c0.intoMemorySegment(ALL, at, LE);
        c1.intoMemorySegment(ALL, at + 64, LE);
        c2.intoMemorySegment(ALL, at + 128, LE);
        c3.intoMemorySegment(ALL, at + 192, LE);
        c4.intoMemorySegment(ALL, at + 256, LE);
        c5.intoMemorySegment(ALL, at + 320, LE);
        c6.intoMemorySegment(ALL, at + 384, LE);
        c7.intoMemorySegment(ALL, at + 448, LE);
    }

    /// The part of [#some] that the last numbers of rows have in it, where these fill no register.
    private static void rest(long a, long stepA, long b, long stepB, int last, int lane, int width,
            long sums) {
        int d = lane + (width - lane) / Lanes.VIRTUAL * Lanes.VIRTUAL;
        VectorMask<Float> some = F.indexInRange(d, width);
        for (int r = 0; r <= Math.min(last, Lanes.SUMS - 1); r++) {
            long at = sums + 4L * (Lanes.VIRTUAL * r + lane) & MASK;
            FloatVector.fromMemorySegment(F, ALL, a + r * stepA + 4L * d & MASK, LE, some)
                    .fma(FloatVector.fromMemorySegment(F, ALL, b + r * stepB + 4L * d & MASK, LE, some),
                            FloatVector.fromMemorySegment(F, ALL, at, LE))
                    .intoMemorySegment(ALL, at, LE);
        }
    }
}
