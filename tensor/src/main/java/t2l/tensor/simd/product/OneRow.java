package t2l.tensor.simd.product;

import static jdk.incubator.vector.FloatVector.zero;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static t2l.tensor.simd.lanes.Exact.exact;
import static t2l.tensor.simd.lanes.FrozenWeights.centred;
import static t2l.tensor.simd.lanes.FrozenWeights.fromBf16;
import static t2l.tensor.simd.lanes.FrozenWeights.fromF16;
import static t2l.tensor.simd.lanes.FrozenWeights.nibbles;
import static t2l.tensor.simd.lanes.FrozenWeights.shifted;
import static t2l.tensor.simd.lanes.FrozenWeights.signed;
import static t2l.tensor.simd.lanes.Halves.first;
import static t2l.tensor.simd.lanes.Halves.second;
import static t2l.tensor.simd.lanes.Halves.spread;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.PARTS;
import static t2l.tensor.simd.lanes.RawMemory.MASK;
import static t2l.tensor.simd.lanes.RawMemory.NEAR;
import static t2l.tensor.simd.lanes.RawMemory.load;
import static t2l.tensor.simd.lanes.RawMemory.near;
import static t2l.tensor.simd.lanes.RawMemory.nearInteger;
import static t2l.tensor.simd.product.RowTiles.NEXT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import t2l.tensor.DType;
import t2l.tensor.simd.lanes.FrozenWeights;
import t2l.tensor.simd.lanes.Inlined;
import t2l.tensor.simd.lanes.RawMemory;

/// The innermost loops of [FewRows] for a single row: four registers of sums, and weights that become floats on their way
/// from memory. Reading them is all that counts, so several rows of the weight are read at once: as many streams for the
/// prefetcher of the processor, and a read of `x` serves all of them.
///
/// Register `q` sums up column `q / PARTS`; where two or four registers hold the sixteen lanes of a sum, its part
/// `q % PARTS`.
///
/// The order of the reads matters most. F32 and BF16 read two registers of a stream, then two of the next. Each loop counts bytes
/// of `x` in steps so large that C2 does not unroll it (docs/c2.md, rule 9); only steps of 64 are too small where registers have 64
/// bytes. An address is masked once for all that follows it in a round, so that the rest are distances: with fewer instructions, the
/// processor sees farther ahead. Both halves of a block are one loop, which C2 unrolls afterwards, and Q4_0 and Q4_1 do not share
/// theirs (rule 3).
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

    private OneRow() {}

    /// The sums over `n` elements of [#COLUMNS] columns, the first at address `w` and the others `row` bytes apart, times
    /// `x`: sixteen lanes each, which go to address `sums`, [RowTiles#NEXT] bytes apart. `n` is a multiple of sixteen, and of a block.
    static void sum(DType type, int n, long w, long row, long x, long sums) {
        switch (type) {
            case F32 -> f32(n, w, row, x, sums);
            case BF16 -> bf16(n, w, row, x, sums);
            case F16 -> {
                f16(n, w, w + C1 * row + 2 * P1, x, x + 4 * P1, sums, sums + NEXT * C1 + 4 * P1);
                f16(n, w + C2 * row + 2 * P2, w + C3 * row + 2 * P3, x + 4 * P2, x + 4 * P3, sums + NEXT * C2 + 4 * P2,
                        sums + NEXT * C3 + 4 * P3);
            }
            case Q8_0 -> q8(n, w, row, x, sums);
            case Q4_0 -> q40(n, w, row, x, sums);
            case Q4_1 -> q41(n, w, row, x, sums);
            case F64, I32 -> throw FrozenWeights.unknown(type);
        }
    }

    private static void f32(int n, long w, long row, long x, long sums) {
        FloatVector s0 = zero(F), s1 = s0, s2 = s0, s3 = s0;
        long r1 = C1 * row + 4 * P1 & NEAR;
        long r2 = C2 * row + 4 * P2 & NEAR;
        long r3 = C3 * row + 4 * P3 & NEAR;
        int i = 0;
        for (; i <= 4 * n - 128; i += 128) {
            long k = x + i & MASK;
            long b = w + i & MASK;
            FloatVector x0 = exact(near(k)), y0 = exact(near(k + 64));
            FloatVector x1 = P1 == 0 ? x0 : exact(near(k + 4 * P1)), y1 = P1 == 0 ? y0 : exact(near(k + 4 * P1 + 64));
            FloatVector x2 = P2 == 0 ? x0 : exact(near(k + 4 * P2)), y2 = P2 == 0 ? y0 : exact(near(k + 4 * P2 + 64));
            FloatVector x3 = P3 == P1 ? x1 : exact(near(k + 4 * P3)), y3 = P3 == P1 ? y1 : exact(near(k + 4 * P3 + 64));
            s0 = y0.fma(near(b + 64), x0.fma(near(b), s0));
            s1 = y1.fma(near(b + r1 + 64), x1.fma(near(b + r1), s1));
            s2 = y2.fma(near(b + r2 + 64), x2.fma(near(b + r2), s2));
            s3 = y3.fma(near(b + r3 + 64), x3.fma(near(b + r3), s3));
        }
        if (i < 4 * n) {
            long k = x + i & MASK;
            long b = w + i & MASK;
            s0 = exact(near(k)).fma(near(b), s0);
            s1 = exact(near(k + 4 * P1)).fma(near(b + r1), s1);
            s2 = exact(near(k + 4 * P2)).fma(near(b + r2), s2);
            s3 = exact(near(k + 4 * P3)).fma(near(b + r3), s3);
        }
        store(s0, s1, s2, s3, sums);
    }

    private static void bf16(int n, long w, long row, long x, long sums) {
        FloatVector s0 = zero(F), s1 = s0, s2 = s0, s3 = s0;
        long r1 = C1 * row + 2 * P1 & NEAR;
        long r2 = C2 * row + 2 * P2 & NEAR;
        long r3 = C3 * row + 2 * P3 & NEAR;
        int i = 0;
        for (; i <= 4 * n - 128; i += 128) {
            long k = x + i & MASK;
            long b = w + (i >> 1) & MASK;
            FloatVector x0 = exact(near(k)), y0 = exact(near(k + 64));
            FloatVector x1 = P1 == 0 ? x0 : exact(near(k + 4 * P1)), y1 = P1 == 0 ? y0 : exact(near(k + 4 * P1 + 64));
            FloatVector x2 = P2 == 0 ? x0 : exact(near(k + 4 * P2)), y2 = P2 == 0 ? y0 : exact(near(k + 4 * P2 + 64));
            FloatVector x3 = P3 == P1 ? x1 : exact(near(k + 4 * P3)), y3 = P3 == P1 ? y1 : exact(near(k + 4 * P3 + 64));
            s0 = y0.fma(fromBf16(b + 32), x0.fma(fromBf16(b), s0));
            s1 = y1.fma(fromBf16(b + r1 + 32), x1.fma(fromBf16(b + r1), s1));
            s2 = y2.fma(fromBf16(b + r2 + 32), x2.fma(fromBf16(b + r2), s2));
            s3 = y3.fma(fromBf16(b + r3 + 32), x3.fma(fromBf16(b + r3), s3));
        }
        if (i < 4 * n) {
            long k = x + i & MASK;
            long b = w + (i >> 1) & MASK;
            s0 = exact(near(k)).fma(fromBf16(b), s0);
            s1 = exact(near(k + 4 * P1)).fma(fromBf16(b + r1), s1);
            s2 = exact(near(k + 4 * P2)).fma(fromBf16(b + r2), s2);
            s3 = exact(near(k + 4 * P3)).fma(fromBf16(b + r3), s3);
        }
        store(s0, s1, s2, s3, sums);
    }

    /// Two streams only: a conversion of F16 takes C2 a third of the nodes that a method may have (docs/c2.md, rule 3).
    private static void f16(int n, long w0, long w1, long x0, long x1, long sum0, long sum1) {
        FloatVector s0 = zero(F), s1 = s0;
        for (int i = 0; i < 4 * n; i += 64) {
            s0 = fromF16(w0 + (i >> 1) & MASK).fma(load(x0 + i), s0);
            s1 = fromF16(w1 + (i >> 1) & MASK).fma(load(x1 + i), s1);
        }
        RawMemory.store(s0, sum0);
        RawMemory.store(s1, sum1);
    }

    private static void q8(int n, long w, long row, long x, long sums) {
        FloatVector s0 = zero(F), s1 = s0, s2 = s0, s3 = s0;
        long r1 = C1 * row & NEAR, r2 = C2 * row & NEAR, r3 = C3 * row & NEAR;
        for (int i = 0; i < 4 * n; i += 128) {
            long k = x + i & MASK;
            long b = w + (long) DType.Q8_0_BYTES * (i >> 7) & MASK;
            FloatVector d0 = spread(b), d1 = spread(b + r1), d2 = spread(b + r2), d3 = spread(b + r3);
            for (int h = 0; h < 2; h++, k += 64, b += 16) {
                FloatVector x0 = near(k);
                FloatVector x1 = P1 == 0 ? x0 : near(k + 4 * P1);
                FloatVector x2 = P2 == 0 ? x0 : near(k + 4 * P2);
                FloatVector x3 = P3 == P1 ? x1 : near(k + 4 * P3);
                s0 = signed(b + 2, 0).mul(d0).fma(x0, s0);
                s1 = signed(b + r1 + B1 + 2, S1).mul(d1).fma(x1, s1);
                s2 = signed(b + r2 + B2 + 2, S2).mul(d2).fma(x2, s2);
                s3 = signed(b + r3 + B3 + 2, S3).mul(d3).fma(x3, s3);
            }
        }
        store(s0, s1, s2, s3, sums);
    }

    private static void q40(int n, long w, long row, long x, long sums) {
        FloatVector s0 = zero(F), s1 = s0, s2 = s0, s3 = s0;
        long r1 = C1 * row & NEAR, r2 = C2 * row & NEAR, r3 = C3 * row & NEAR;
        for (int i = 0; i < 4 * n; i += 128) {
            long k = x + i & MASK;
            long b = w + 18L * (i >> 7) & MASK;
            FloatVector t0 = centred(spread(b));
            FloatVector t1 = centred(spread(b + r1));
            FloatVector t2 = centred(spread(b + r2));
            FloatVector t3 = centred(spread(b + r3));
            IntVector p0 = nibbles(b + 2, 0);
            IntVector p1 = nibbles(b + r1 + B1 + 2, S1);
            IntVector p2 = nibbles(b + r2 + B2 + 2, S2);
            IntVector p3 = nibbles(b + r3 + B3 + 2, S3);
            for (int shift = 0; shift < 8; shift += 4, k += 64) {
                FloatVector x0 = near(k);
                FloatVector x1 = P1 == 0 ? x0 : near(k + 4 * P1);
                FloatVector x2 = P2 == 0 ? x0 : near(k + 4 * P2);
                FloatVector x3 = P3 == P1 ? x1 : near(k + 4 * P3);
                s0 = centred(exact(p0.lanewise(LSHR, shift)), t0).fma(x0, s0);
                s1 = centred(exact(p1.lanewise(LSHR, shift)), t1).fma(x1, s1);
                s2 = centred(exact(p2.lanewise(LSHR, shift)), t2).fma(x2, s2);
                s3 = centred(exact(p3.lanewise(LSHR, shift)), t3).fma(x3, s3);
            }
        }
        store(s0, s1, s2, s3, sums);
    }

    private static void q41(int n, long w, long row, long x, long sums) {
        FloatVector s0 = zero(F), s1 = s0, s2 = s0, s3 = s0;
        long r1 = C1 * row & NEAR, r2 = C2 * row & NEAR, r3 = C3 * row & NEAR;
        for (int i = 0; i < 4 * n; i += 128) {
            long k = x + i & MASK;
            long b = w + 20L * (i >> 7) & MASK;
            int h0 = nearInteger(b);
            FloatVector m0 = second(h0), t0 = shifted(first(h0), m0);
            int h1 = nearInteger(b + r1);
            FloatVector m1 = second(h1), t1 = shifted(first(h1), m1);
            int h2 = nearInteger(b + r2);
            FloatVector m2 = second(h2), t2 = shifted(first(h2), m2);
            int h3 = nearInteger(b + r3);
            FloatVector m3 = second(h3), t3 = shifted(first(h3), m3);
            IntVector p0 = nibbles(b + 4, 0);
            IntVector p1 = nibbles(b + r1 + B1 + 4, S1);
            IntVector p2 = nibbles(b + r2 + B2 + 4, S2);
            IntVector p3 = nibbles(b + r3 + B3 + 4, S3);
            for (int shift = 0; shift < 8; shift += 4, k += 64) {
                FloatVector x0 = near(k);
                FloatVector x1 = P1 == 0 ? x0 : near(k + 4 * P1);
                FloatVector x2 = P2 == 0 ? x0 : near(k + 4 * P2);
                FloatVector x3 = P3 == P1 ? x1 : near(k + 4 * P3);
                s0 = shifted(exact(p0.lanewise(LSHR, shift)), t0, m0).fma(x0, s0);
                s1 = shifted(exact(p1.lanewise(LSHR, shift)), t1, m1).fma(x1, s1);
                s2 = shifted(exact(p2.lanewise(LSHR, shift)), t2, m2).fma(x2, s2);
                s3 = shifted(exact(p3.lanewise(LSHR, shift)), t3, m3).fma(x3, s3);
            }
        }
        store(s0, s1, s2, s3, sums);
    }

    @Inlined
    private static void store(FloatVector s0, FloatVector s1, FloatVector s2, FloatVector s3, long sums) {
        RawMemory.store(s0, sums);
        RawMemory.store(s1, sums + NEXT * C1 + 4 * P1);
        RawMemory.store(s2, sums + NEXT * C2 + 4 * P2);
        RawMemory.store(s3, sums + NEXT * C3 + 4 * P3);
    }
}
