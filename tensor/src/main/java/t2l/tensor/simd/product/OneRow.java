package t2l.tensor.simd.product;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static jdk.incubator.vector.FloatVector.zero;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.S2I;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.I;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;
import static t2l.tensor.simd.lanes.Lanes.PARTS;
import static t2l.tensor.simd.lanes.RawMemory.ALL;
import static t2l.tensor.simd.lanes.RawMemory.MASK;
import static t2l.tensor.simd.product.FrozenWeights.EIGHTHS;
import static t2l.tensor.simd.product.FrozenWeights.SHORTS;
import static t2l.tensor.simd.product.Halves.half;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import t2l.tensor.DType;

/// The innermost loops of [FewRows] for a single row: four registers of sums, and weights that become floats on their way
/// from memory. Reading them is all that counts, so several rows of the weight are read at once: as many streams for the
/// prefetcher of the processor, and a read of `x` serves all of them.
///
/// Register `q` sums up column `q / PARTS`; where two or four registers hold the sixteen lanes of a sum, its part
/// `q % PARTS`.
///
/// The order of the reads matters most. F32 and BF16 read four registers of a stream, then four of the next. With one of
/// each in turn, C2 unrolled the loop and then read the lines of a stream from the last to the first, and the prefetcher
/// lost them: F32 reached 26 GB/s on a Zen 5 that reads 42, and 40 this way. An address is masked once for all that follows
/// it in a round, so that the rest are distances in the instructions: with fewer instructions, the processor sees farther
/// ahead. The four are written out: out of a loop that has loops within, C2 takes the first round, where the prefetcher sees
/// other instructions than in the rest.
///
/// How this is written follows from the compiler. Each loop counts bytes of `x` in steps so large that C2 does not unroll
/// it, for then it runs out of registers; only steps of 64 are too small where registers have 64 bytes. Methods that are not
/// the Vector API's it takes into a loop only up to some size, and a register that goes into a method or comes out of it is
/// an object then; so scales are read first, and the rest stands here in full. Nor may the rest be long: beyond some number
/// of nodes C2 takes calls in so late that it has guessed the type of their result, and guesses cost objects. So both halves
/// of a block are one loop, which C2 unrolls afterwards: with a loop for each stream, Q8_0 took three times as long in some
/// processes. And F16, which takes the most operations, has one step.
/// And so Q4_0 and Q4_1 do not share theirs, though they differ in little: with both formats in one method, C2 kept
/// gigabytes of objects in 8 of 8 processes that decoded a model in Q4_0 after products of Q4_1.
final class OneRow {
    /// Columns that are summed at once.
    static final int COLUMNS = 4 / PARTS;

    /// Columns before that of a register.
    static final long C1 = 1 / PARTS;
    static final long C2 = 2 / PARTS;
    static final long C3 = 3 / PARTS;

    /// Lanes of a sum before those of a register.
    static final long P1 = 1L % PARTS * L;
    static final long P2 = 2L % PARTS * L;
    static final long P3 = 3L % PARTS * L;

    /// Where those lanes begin in a row of bytes, and which part of the eight bytes there they are: with 4 lanes there is
    /// no register of as many bytes.
    private static final long B1 = P1 & ~7;
    private static final long B2 = P2 & ~7;
    private static final long B3 = P3 & ~7;
    private static final int S1 = (int) (P1 & 7) / L;
    private static final int S2 = (int) (P2 & 7) / L;
    private static final int S3 = (int) (P3 & 7) / L;

    private static final float TINY = 0x1p-14f;

    private OneRow() {}

    /// The sums over `n` elements of [#COLUMNS] columns, the first at address `w` and the others `row` bytes apart, times
    /// `x`: sixteen lanes each, which go to address `sums`, 64 bytes apart. `n` is a multiple of sixteen, and of a block.
    static void sum(DType type, int n, long w, long row, long x, long sums) {
        switch (type) {
            case F32 -> f32(n, w, row, x, sums);
            case BF16 -> bf16(n, w, row, x, sums);
            case F16 -> f16(n, w, row, x, sums);
            case Q8_0 -> q8(n, w, row, x, sums);
            case Q4_0 -> q40(n, w, row, x, sums);
            case Q4_1 -> q41(n, w, row, x, sums);
            case F64, I32 -> throw new IllegalArgumentException("matmul: needs a type of weights, got " + type);
        }
    }

    private static void f32(int n, long w, long row, long x, long sums) {
        FloatVector s0 = zero(F), s1 = s0, s2 = s0, s3 = s0;
        long w1 = w + C1 * row + 4 * P1;
        long w2 = w + C2 * row + 4 * P2;
        long w3 = w + C3 * row + 4 * P3;
        int i = 0;
        for (; i <= 4 * n - 256; i += 256) {
            long k = x + i & MASK;
            long b0 = w + i & MASK;
            long b1 = w1 + i & MASK;
            long b2 = w2 + i & MASK;
            long b3 = w3 + i & MASK;
            s0 = fromMemorySegment(F, ALL, b0, LE).fma(fromMemorySegment(F, ALL, k, LE), s0);
            s0 = fromMemorySegment(F, ALL, b0 + 64, LE).fma(fromMemorySegment(F, ALL, k + 64, LE), s0);
            s0 = fromMemorySegment(F, ALL, b0 + 128, LE).fma(fromMemorySegment(F, ALL, k + 128, LE), s0);
            s0 = fromMemorySegment(F, ALL, b0 + 192, LE).fma(fromMemorySegment(F, ALL, k + 192, LE), s0);
            s1 = fromMemorySegment(F, ALL, b1, LE).fma(fromMemorySegment(F, ALL, k + 4 * P1, LE), s1);
            s1 = fromMemorySegment(F, ALL, b1 + 64, LE).fma(fromMemorySegment(F, ALL, k + 4 * P1 + 64, LE), s1);
            s1 = fromMemorySegment(F, ALL, b1 + 128, LE).fma(fromMemorySegment(F, ALL, k + 4 * P1 + 128, LE), s1);
            s1 = fromMemorySegment(F, ALL, b1 + 192, LE).fma(fromMemorySegment(F, ALL, k + 4 * P1 + 192, LE), s1);
            s2 = fromMemorySegment(F, ALL, b2, LE).fma(fromMemorySegment(F, ALL, k + 4 * P2, LE), s2);
            s2 = fromMemorySegment(F, ALL, b2 + 64, LE).fma(fromMemorySegment(F, ALL, k + 4 * P2 + 64, LE), s2);
            s2 = fromMemorySegment(F, ALL, b2 + 128, LE).fma(fromMemorySegment(F, ALL, k + 4 * P2 + 128, LE), s2);
            s2 = fromMemorySegment(F, ALL, b2 + 192, LE).fma(fromMemorySegment(F, ALL, k + 4 * P2 + 192, LE), s2);
            s3 = fromMemorySegment(F, ALL, b3, LE).fma(fromMemorySegment(F, ALL, k + 4 * P3, LE), s3);
            s3 = fromMemorySegment(F, ALL, b3 + 64, LE).fma(fromMemorySegment(F, ALL, k + 4 * P3 + 64, LE), s3);
            s3 = fromMemorySegment(F, ALL, b3 + 128, LE).fma(fromMemorySegment(F, ALL, k + 4 * P3 + 128, LE), s3);
            s3 = fromMemorySegment(F, ALL, b3 + 192, LE).fma(fromMemorySegment(F, ALL, k + 4 * P3 + 192, LE), s3);
        }
        for (; i < 4 * n; i += 64) {
            long k = x + i & MASK;
            long b0 = w + i & MASK;
            long b1 = w1 + i & MASK;
            long b2 = w2 + i & MASK;
            long b3 = w3 + i & MASK;
            s0 = fromMemorySegment(F, ALL, b0, LE).fma(fromMemorySegment(F, ALL, k, LE), s0);
            s1 = fromMemorySegment(F, ALL, b1, LE).fma(fromMemorySegment(F, ALL, k + 4 * P1, LE), s1);
            s2 = fromMemorySegment(F, ALL, b2, LE).fma(fromMemorySegment(F, ALL, k + 4 * P2, LE), s2);
            s3 = fromMemorySegment(F, ALL, b3, LE).fma(fromMemorySegment(F, ALL, k + 4 * P3, LE), s3);
        }
        s0.intoMemorySegment(ALL, sums & MASK, LE);
        s1.intoMemorySegment(ALL, sums + 64 * C1 + 4 * P1 & MASK, LE);
        s2.intoMemorySegment(ALL, sums + 64 * C2 + 4 * P2 & MASK, LE);
        s3.intoMemorySegment(ALL, sums + 64 * C3 + 4 * P3 & MASK, LE);
    }

    private static void bf16(int n, long w, long row, long x, long sums) {
        FloatVector s0 = zero(F), s1 = s0, s2 = s0, s3 = s0;
        long w1 = w + C1 * row + 2 * P1;
        long w2 = w + C2 * row + 2 * P2;
        long w3 = w + C3 * row + 2 * P3;
        int i = 0;
        for (; i <= 4 * n - 256; i += 256) {
            long k = x + i & MASK;
            long b0 = w + (i >> 1) & MASK;
            long b1 = w1 + (i >> 1) & MASK;
            long b2 = w2 + (i >> 1) & MASK;
            long b3 = w3 + (i >> 1) & MASK;
            s0 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, b0, LE).convertShape(S2I, I, 0))
                    .lanewise(LSHL, 16).reinterpretAsFloats().fma(fromMemorySegment(F, ALL, k, LE), s0);
            s0 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, b0 + 32, LE).convertShape(S2I, I, 0))
                    .lanewise(LSHL, 16).reinterpretAsFloats().fma(fromMemorySegment(F, ALL, k + 64, LE), s0);
            s0 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, b0 + 64, LE).convertShape(S2I, I, 0))
                    .lanewise(LSHL, 16).reinterpretAsFloats().fma(fromMemorySegment(F, ALL, k + 128, LE), s0);
            s0 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, b0 + 96, LE).convertShape(S2I, I, 0))
                    .lanewise(LSHL, 16).reinterpretAsFloats().fma(fromMemorySegment(F, ALL, k + 192, LE), s0);
            s1 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, b1, LE).convertShape(S2I, I, 0))
                    .lanewise(LSHL, 16).reinterpretAsFloats().fma(fromMemorySegment(F, ALL, k + 4 * P1, LE), s1);
            s1 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, b1 + 32, LE).convertShape(S2I, I, 0))
                    .lanewise(LSHL, 16).reinterpretAsFloats().fma(fromMemorySegment(F, ALL, k + 4 * P1 + 64, LE), s1);
            s1 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, b1 + 64, LE).convertShape(S2I, I, 0))
                    .lanewise(LSHL, 16).reinterpretAsFloats().fma(fromMemorySegment(F, ALL, k + 4 * P1 + 128, LE), s1);
            s1 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, b1 + 96, LE).convertShape(S2I, I, 0))
                    .lanewise(LSHL, 16).reinterpretAsFloats().fma(fromMemorySegment(F, ALL, k + 4 * P1 + 192, LE), s1);
            s2 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, b2, LE).convertShape(S2I, I, 0))
                    .lanewise(LSHL, 16).reinterpretAsFloats().fma(fromMemorySegment(F, ALL, k + 4 * P2, LE), s2);
            s2 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, b2 + 32, LE).convertShape(S2I, I, 0))
                    .lanewise(LSHL, 16).reinterpretAsFloats().fma(fromMemorySegment(F, ALL, k + 4 * P2 + 64, LE), s2);
            s2 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, b2 + 64, LE).convertShape(S2I, I, 0))
                    .lanewise(LSHL, 16).reinterpretAsFloats().fma(fromMemorySegment(F, ALL, k + 4 * P2 + 128, LE), s2);
            s2 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, b2 + 96, LE).convertShape(S2I, I, 0))
                    .lanewise(LSHL, 16).reinterpretAsFloats().fma(fromMemorySegment(F, ALL, k + 4 * P2 + 192, LE), s2);
            s3 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, b3, LE).convertShape(S2I, I, 0))
                    .lanewise(LSHL, 16).reinterpretAsFloats().fma(fromMemorySegment(F, ALL, k + 4 * P3, LE), s3);
            s3 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, b3 + 32, LE).convertShape(S2I, I, 0))
                    .lanewise(LSHL, 16).reinterpretAsFloats().fma(fromMemorySegment(F, ALL, k + 4 * P3 + 64, LE), s3);
            s3 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, b3 + 64, LE).convertShape(S2I, I, 0))
                    .lanewise(LSHL, 16).reinterpretAsFloats().fma(fromMemorySegment(F, ALL, k + 4 * P3 + 128, LE), s3);
            s3 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, b3 + 96, LE).convertShape(S2I, I, 0))
                    .lanewise(LSHL, 16).reinterpretAsFloats().fma(fromMemorySegment(F, ALL, k + 4 * P3 + 192, LE), s3);
        }
        for (; i < 4 * n; i += 64) {
            long k = x + i & MASK;
            long b0 = w + (i >> 1) & MASK;
            long b1 = w1 + (i >> 1) & MASK;
            long b2 = w2 + (i >> 1) & MASK;
            long b3 = w3 + (i >> 1) & MASK;
            s0 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, b0, LE).convertShape(S2I, I, 0))
                    .lanewise(LSHL, 16).reinterpretAsFloats().fma(fromMemorySegment(F, ALL, k, LE), s0);
            s1 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, b1, LE).convertShape(S2I, I, 0))
                    .lanewise(LSHL, 16).reinterpretAsFloats().fma(fromMemorySegment(F, ALL, k + 4 * P1, LE), s1);
            s2 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, b2, LE).convertShape(S2I, I, 0))
                    .lanewise(LSHL, 16).reinterpretAsFloats().fma(fromMemorySegment(F, ALL, k + 4 * P2, LE), s2);
            s3 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, b3, LE).convertShape(S2I, I, 0))
                    .lanewise(LSHL, 16).reinterpretAsFloats().fma(fromMemorySegment(F, ALL, k + 4 * P3, LE), s3);
        }
        s0.intoMemorySegment(ALL, sums & MASK, LE);
        s1.intoMemorySegment(ALL, sums + 64 * C1 + 4 * P1 & MASK, LE);
        s2.intoMemorySegment(ALL, sums + 64 * C2 + 4 * P2 & MASK, LE);
        s3.intoMemorySegment(ALL, sums + 64 * C3 + 4 * P3 & MASK, LE);
    }

    /// See [FrozenWeights] for the way from F16 to floats.
    private static void f16(int n, long w, long row, long x, long sums) {
        FloatVector s0 = zero(F), s1 = s0, s2 = s0, s3 = s0;
        FloatVector two = broadcast(F, 2), tiny = broadcast(F, -TINY);
        IntVector h, y;
        long w1 = w + C1 * row + 2 * P1;
        long w2 = w + C2 * row + 2 * P2;
        long w3 = w + C3 * row + 2 * P3;
        for (int i = 0; i < 4 * n; i += 64) {
            long k = x + i;
            int b = i >> 1;
            h = (IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, w + b & MASK, LE).convertShape(S2I, I, 0);
            y = h.lanewise(LSHL, 13).and(0x0fffe000).add(0x38000000);
            y = y.min(y.reinterpretAsFloats().fma(two, tiny).reinterpretAsInts()).or(h.and(0x80000000));
            s0 = y.reinterpretAsFloats().fma(fromMemorySegment(F, ALL, k & MASK, LE), s0);
            h = (IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, w1 + b & MASK, LE).convertShape(S2I, I, 0);
            y = h.lanewise(LSHL, 13).and(0x0fffe000).add(0x38000000);
            y = y.min(y.reinterpretAsFloats().fma(two, tiny).reinterpretAsInts()).or(h.and(0x80000000));
            s1 = y.reinterpretAsFloats().fma(fromMemorySegment(F, ALL, k + 4 * P1 & MASK, LE), s1);
            h = (IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, w2 + b & MASK, LE).convertShape(S2I, I, 0);
            y = h.lanewise(LSHL, 13).and(0x0fffe000).add(0x38000000);
            y = y.min(y.reinterpretAsFloats().fma(two, tiny).reinterpretAsInts()).or(h.and(0x80000000));
            s2 = y.reinterpretAsFloats().fma(fromMemorySegment(F, ALL, k + 4 * P2 & MASK, LE), s2);
            h = (IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, w3 + b & MASK, LE).convertShape(S2I, I, 0);
            y = h.lanewise(LSHL, 13).and(0x0fffe000).add(0x38000000);
            y = y.min(y.reinterpretAsFloats().fma(two, tiny).reinterpretAsInts()).or(h.and(0x80000000));
            s3 = y.reinterpretAsFloats().fma(fromMemorySegment(F, ALL, k + 4 * P3 & MASK, LE), s3);
        }
        s0.intoMemorySegment(ALL, sums & MASK, LE);
        s1.intoMemorySegment(ALL, sums + 64 * C1 + 4 * P1 & MASK, LE);
        s2.intoMemorySegment(ALL, sums + 64 * C2 + 4 * P2 & MASK, LE);
        s3.intoMemorySegment(ALL, sums + 64 * C3 + 4 * P3 & MASK, LE);
    }

    private static void q8(int n, long w, long row, long x, long sums) {
        FloatVector s0 = zero(F), s1 = s0, s2 = s0, s3 = s0;
        for (int i = 0; i < 4 * n; i += 128) {
            long k = x + i;
            long b = w + 34L * (i >> 7);
            FloatVector d0 = broadcast(F, half(b));
            FloatVector d1 = broadcast(F, half(b + C1 * row));
            FloatVector d2 = broadcast(F, half(b + C2 * row));
            FloatVector d3 = broadcast(F, half(b + C3 * row));
            for (int h = 0; h < 2; h++, k += 64, b += 16) {
                FloatVector x0 = fromMemorySegment(F, ALL, k & MASK, LE);
                FloatVector x1 = P1 == 0 ? x0 : fromMemorySegment(F, ALL, k + 4 * P1 & MASK, LE);
                FloatVector x2 = P2 == 0 ? x0 : fromMemorySegment(F, ALL, k + 4 * P2 & MASK, LE);
                FloatVector x3 = P3 == P1 ? x1 : fromMemorySegment(F, ALL, k + 4 * P3 & MASK, LE);
                s0 = ((FloatVector) ByteVector.fromMemorySegment(EIGHTHS, ALL, b + 2 & MASK, LE)
                        .convertShape(B2F, F, 0)).mul(d0).fma(x0, s0);
                s1 = ((FloatVector) ByteVector.fromMemorySegment(EIGHTHS, ALL, b + C1 * row + B1 + 2 & MASK, LE)
                        .convertShape(B2F, F, S1)).mul(d1).fma(x1, s1);
                s2 = ((FloatVector) ByteVector.fromMemorySegment(EIGHTHS, ALL, b + C2 * row + B2 + 2 & MASK, LE)
                        .convertShape(B2F, F, S2)).mul(d2).fma(x2, s2);
                s3 = ((FloatVector) ByteVector.fromMemorySegment(EIGHTHS, ALL, b + C3 * row + B3 + 2 & MASK, LE)
                        .convertShape(B2F, F, S3)).mul(d3).fma(x3, s3);
            }
        }
        s0.intoMemorySegment(ALL, sums & MASK, LE);
        s1.intoMemorySegment(ALL, sums + 64 * C1 + 4 * P1 & MASK, LE);
        s2.intoMemorySegment(ALL, sums + 64 * C2 + 4 * P2 & MASK, LE);
        s3.intoMemorySegment(ALL, sums + 64 * C3 + 4 * P3 & MASK, LE);
    }

    private static void q40(int n, long w, long row, long x, long sums) {
        FloatVector s0 = zero(F), s1 = s0, s2 = s0, s3 = s0;
        for (int i = 0; i < 4 * n; i += 128) {
            long k = x + i;
            long b = w + 18L * (i >> 7);
            FloatVector d0 = broadcast(F, half(b)), m0 = d0.mul(-8);
            FloatVector d1 = broadcast(F, half(b + C1 * row)), m1 = d1.mul(-8);
            FloatVector d2 = broadcast(F, half(b + C2 * row)), m2 = d2.mul(-8);
            FloatVector d3 = broadcast(F, half(b + C3 * row)), m3 = d3.mul(-8);
            IntVector p0 = (IntVector) ByteVector.fromMemorySegment(EIGHTHS, ALL, b + 2 & MASK, LE)
                    .convertShape(ZERO_EXTEND_B2I, I, 0);
            IntVector p1 = (IntVector) ByteVector.fromMemorySegment(EIGHTHS, ALL, b + C1 * row + B1 + 2 & MASK, LE)
                    .convertShape(ZERO_EXTEND_B2I, I, S1);
            IntVector p2 = (IntVector) ByteVector.fromMemorySegment(EIGHTHS, ALL, b + C2 * row + B2 + 2 & MASK, LE)
                    .convertShape(ZERO_EXTEND_B2I, I, S2);
            IntVector p3 = (IntVector) ByteVector.fromMemorySegment(EIGHTHS, ALL, b + C3 * row + B3 + 2 & MASK, LE)
                    .convertShape(ZERO_EXTEND_B2I, I, S3);
            for (int shift = 0; shift < 8; shift += 4, k += 64) {
                FloatVector x0 = fromMemorySegment(F, ALL, k & MASK, LE);
                FloatVector x1 = P1 == 0 ? x0 : fromMemorySegment(F, ALL, k + 4 * P1 & MASK, LE);
                FloatVector x2 = P2 == 0 ? x0 : fromMemorySegment(F, ALL, k + 4 * P2 & MASK, LE);
                FloatVector x3 = P3 == P1 ? x1 : fromMemorySegment(F, ALL, k + 4 * P3 & MASK, LE);
                s0 = ((FloatVector) p0.lanewise(LSHR, shift).and(15).convertShape(I2F, F, 0)).fma(d0, m0).fma(x0, s0);
                s1 = ((FloatVector) p1.lanewise(LSHR, shift).and(15).convertShape(I2F, F, 0)).fma(d1, m1).fma(x1, s1);
                s2 = ((FloatVector) p2.lanewise(LSHR, shift).and(15).convertShape(I2F, F, 0)).fma(d2, m2).fma(x2, s2);
                s3 = ((FloatVector) p3.lanewise(LSHR, shift).and(15).convertShape(I2F, F, 0)).fma(d3, m3).fma(x3, s3);
            }
        }
        s0.intoMemorySegment(ALL, sums & MASK, LE);
        s1.intoMemorySegment(ALL, sums + 64 * C1 + 4 * P1 & MASK, LE);
        s2.intoMemorySegment(ALL, sums + 64 * C2 + 4 * P2 & MASK, LE);
        s3.intoMemorySegment(ALL, sums + 64 * C3 + 4 * P3 & MASK, LE);
    }

    private static void q41(int n, long w, long row, long x, long sums) {
        FloatVector s0 = zero(F), s1 = s0, s2 = s0, s3 = s0;
        for (int i = 0; i < 4 * n; i += 128) {
            long k = x + i;
            long b = w + 20L * (i >> 7);
            FloatVector d0 = broadcast(F, half(b)), m0 = broadcast(F, half(b + 2));
            FloatVector d1 = broadcast(F, half(b + C1 * row)), m1 = broadcast(F, half(b + C1 * row + 2));
            FloatVector d2 = broadcast(F, half(b + C2 * row)), m2 = broadcast(F, half(b + C2 * row + 2));
            FloatVector d3 = broadcast(F, half(b + C3 * row)), m3 = broadcast(F, half(b + C3 * row + 2));
            IntVector p0 = (IntVector) ByteVector.fromMemorySegment(EIGHTHS, ALL, b + 4 & MASK, LE)
                    .convertShape(ZERO_EXTEND_B2I, I, 0);
            IntVector p1 = (IntVector) ByteVector.fromMemorySegment(EIGHTHS, ALL, b + C1 * row + B1 + 4 & MASK, LE)
                    .convertShape(ZERO_EXTEND_B2I, I, S1);
            IntVector p2 = (IntVector) ByteVector.fromMemorySegment(EIGHTHS, ALL, b + C2 * row + B2 + 4 & MASK, LE)
                    .convertShape(ZERO_EXTEND_B2I, I, S2);
            IntVector p3 = (IntVector) ByteVector.fromMemorySegment(EIGHTHS, ALL, b + C3 * row + B3 + 4 & MASK, LE)
                    .convertShape(ZERO_EXTEND_B2I, I, S3);
            for (int shift = 0; shift < 8; shift += 4, k += 64) {
                FloatVector x0 = fromMemorySegment(F, ALL, k & MASK, LE);
                FloatVector x1 = P1 == 0 ? x0 : fromMemorySegment(F, ALL, k + 4 * P1 & MASK, LE);
                FloatVector x2 = P2 == 0 ? x0 : fromMemorySegment(F, ALL, k + 4 * P2 & MASK, LE);
                FloatVector x3 = P3 == P1 ? x1 : fromMemorySegment(F, ALL, k + 4 * P3 & MASK, LE);
                s0 = ((FloatVector) p0.lanewise(LSHR, shift).and(15).convertShape(I2F, F, 0)).fma(d0, m0).fma(x0, s0);
                s1 = ((FloatVector) p1.lanewise(LSHR, shift).and(15).convertShape(I2F, F, 0)).fma(d1, m1).fma(x1, s1);
                s2 = ((FloatVector) p2.lanewise(LSHR, shift).and(15).convertShape(I2F, F, 0)).fma(d2, m2).fma(x2, s2);
                s3 = ((FloatVector) p3.lanewise(LSHR, shift).and(15).convertShape(I2F, F, 0)).fma(d3, m3).fma(x3, s3);
            }
        }
        s0.intoMemorySegment(ALL, sums & MASK, LE);
        s1.intoMemorySegment(ALL, sums + 64 * C1 + 4 * P1 & MASK, LE);
        s2.intoMemorySegment(ALL, sums + 64 * C2 + 4 * P2 & MASK, LE);
        s3.intoMemorySegment(ALL, sums + 64 * C3 + 4 * P3 & MASK, LE);
    }
}
