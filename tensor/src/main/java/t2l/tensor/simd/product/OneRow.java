package t2l.tensor.simd.product;

import static jdk.incubator.vector.FloatVector.zero;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static t2l.tensor.DType.BF16;
import static t2l.tensor.DType.F32;
import static t2l.tensor.DType.IQ4_NL;
import static t2l.tensor.DType.IQ4_XS;
import static t2l.tensor.DType.MXFP4;
import static t2l.tensor.DType.Q4_0;
import static t2l.tensor.DType.Q4_1;
import static t2l.tensor.DType.Q4_K;
import static t2l.tensor.DType.Q5_0;
import static t2l.tensor.DType.Q6_K;
import static t2l.tensor.DType.Q8_0;
import static t2l.tensor.simd.lanes.Exact.exact;
import static t2l.tensor.simd.lanes.FrozenWeights.bytes;
import static t2l.tensor.simd.lanes.FrozenWeights.fromF16;
import static t2l.tensor.simd.lanes.FrozenWeights.head;
import static t2l.tensor.simd.lanes.FrozenWeights.nibbles;
import static t2l.tensor.simd.lanes.FrozenWeights.offset;
import static t2l.tensor.simd.lanes.FrozenWeights.scale;
import static t2l.tensor.simd.lanes.FrozenWeights.shifted;
import static t2l.tensor.simd.lanes.FrozenWeights.weight;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.PARTS;
import static t2l.tensor.simd.lanes.RawMemory.MASK;
import static t2l.tensor.simd.lanes.RawMemory.NEAR;
import static t2l.tensor.simd.lanes.RawMemory.load;
import static t2l.tensor.simd.lanes.RawMemory.loadMasked;
import static t2l.tensor.simd.lanes.RawMemory.store;
import static t2l.tensor.simd.product.RowTiles.NEXT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import t2l.tensor.DType;
import t2l.tensor.simd.lanes.Build.For;
import t2l.tensor.simd.lanes.Build.Inlined;
import t2l.tensor.simd.lanes.Build.NotInlined;
import t2l.tensor.simd.lanes.Build.Unrolled;
import t2l.tensor.simd.lanes.FrozenWeights;
import t2l.tensor.simd.lanes.Groups;

/// The innermost loops of [FewRows] for a single row: four registers of sums, and weights that become floats on their way
/// from memory. Reading them is all that counts, so several rows of the weight are read at once: as many streams for the
/// prefetcher of the processor, and a read of `x` serves all of them.
///
/// Register `q` sums up column `q / PARTS`; where two or four registers hold the sixteen lanes of a sum, its part
/// `q % PARTS`.
///
/// The order of the reads matters most. F32 and BF16 read two registers of a stream, then two of the next. Each loop counts bytes
/// of `x` in steps so large that C2 does not unroll it (docs/c2.md, rule 9); only steps of 64 are too small where registers
/// have 64 bytes. An address is masked once for all that follows it in a round, so that the rest are distances: with fewer
/// instructions, the processor sees farther ahead. Both halves of a block are one loop, which C2 unrolls afterwards, and Q4_0
/// and Q4_1 do not share theirs (rule 3).
final class OneRow {
    /// Columns that are summed at once.
    static final int COLUMNS = 4 / PARTS;

    private OneRow() {}

    /// Columns before that of register `q`.
    @Inlined
    static long column(int q) {
        return q / PARTS;
    }

    /// Lanes of a sum before those of register `q`.
    @Inlined
    static long lane(int q) {
        return (long) q % PARTS * L;
    }

    /// Whether weights of this type become floats where they are read. Others are unpacked to integers first ([Groups]).
    static boolean direct(DType type) {
        return type.compareTo(Q4_1) <= 0 || type == Q5_0 || (PARTS == 1 && (type == IQ4_NL || type == MXFP4));
    }

    /// The sums over `n` elements of [#COLUMNS] columns, the first at address `w` and the others `row` bytes apart, times
    /// `x`: sixteen lanes each, which go to address `sums`, [RowTiles#NEXT] bytes apart. `n` is a multiple of sixteen, and of a
    /// block.
    static void sum(DType type, int n, long w, long row, long x, long sums) {
        switch (type) {
            case F32, BF16 -> singles(type, n, w, row, x, sums);
            case F16 -> {
                halves(0, n, w, row, x, sums);
                halves(2, n, w, row, x, sums);
            }
            case Q8_0, Q4_0, Q4_1, Q5_0, IQ4_NL, MXFP4 -> blocks(type, n, w, row, 0, x, 0, sums);
            default -> throw FrozenWeights.unknown(type);
        }
    }

    @NotInlined
    private static void singles(@For({F32, BF16}) DType type, int n, long w, long row, long x, long sums) {
        FloatVector[] s = new FloatVector[4];
        long[] apart = new long[4];
        for (@Unrolled
        int q = 0; q < 4; q++) {
            s[q] = zero(F);
            apart[q] = column(q) * row + (type == F32 ? 4 : 2) * lane(q) & NEAR;
        }
        int i = 0;
        for (; i <= 4 * n - 128; i += 128) {
            long k = x + i & MASK;
            long b = w + (type == F32 ? i : i >> 1) & MASK;
            FloatVector[] u = new FloatVector[4];
            FloatVector[] v = new FloatVector[4];
            for (@Unrolled
            int q = 0; q < 4; q++) {
                u[q] = part(u, q, k);
                v[q] = part(v, q, k + 64);
            }
            for (@Unrolled
            int q = 0; q < 4; q++) {
                s[q] = v[q].fma(single(type, b + apart[q] + (type == F32 ? 64 : 32)),
                        u[q].fma(single(type, b + apart[q]), s[q]));
            }
        }
        if (i < 4 * n) {
            long k = x + i & MASK;
            long b = w + (type == F32 ? i : i >> 1) & MASK;
            for (@Unrolled
            int q = 0; q < 4; q++) {
                s[q] = exact(loadMasked(k + 4 * lane(q))).fma(single(type, b + apart[q]), s[q]);
            }
        }
        for (@Unrolled
        int q = 0; q < 4; q++) {
            store(s[q], sums + NEXT * column(q) + 4 * lane(q));
        }
    }

    /// C2 does not know its class.
    @Inlined
    private static FloatVector single(DType type, long at) {
        return type == F32 ? loadMasked(at) : FrozenWeights.fromBf16(at);
    }

    /// Two streams only, from register `first` on: a conversion of F16 takes C2 a third of the nodes that a method may have
    /// (docs/c2.md, rule 3).
    @NotInlined
    private static void halves(@For(ints = {0, 2}) int first, int n, long w, long row, long x, long sums) {
        FloatVector s0 = zero(F), s1 = s0;
        long w0 = w + column(first) * row + 2 * lane(first), w1 = w + column(first + 1) * row + 2 * lane(first + 1);
        for (int i = 0; i < 4 * n; i += 64) {
            s0 = fromF16(w0 + (i >> 1) & MASK).fma(load(x + 4 * lane(first) + i), s0);
            s1 = fromF16(w1 + (i >> 1) & MASK).fma(load(x + 4 * lane(first + 1) + i), s1);
        }
        store(s0, sums + NEXT * column(first) + 4 * lane(first));
        store(s1, sums + NEXT * column(first + 1) + 4 * lane(first + 1));
    }

    /// With 4 lanes there is no register of as many bytes: register `q` has a part of the eight bytes at the address.
    ///
    /// @param scales address of those of unpacked weights ([Groups]), a quarter of `row` apart
    /// @param from   address of what their sums begin with
    @NotInlined
    static void blocks(@For({Q8_0, Q4_0, Q4_1, Q5_0, IQ4_NL, MXFP4, Q4_K, Q6_K, IQ4_XS}) DType type, int n, long w,
            long row, long scales, long x, long from, long sums) {
        FloatVector[] s = new FloatVector[4];
        long[] apart = new long[4];
        for (@Unrolled
        int q = 0; q < 4; q++) {
            s[q] = Groups.unpacked(type) ? load(from + NEXT * column(q) + 4 * lane(q)) : zero(F);
            apart[q] = column(q) * row & NEAR;
        }
        for (int i = 0; i < 4 * n; i += 128) {
            long k = x + i & MASK;
            long b = w + bytes(type, i >> 2) & MASK;
            long at = Groups.scale(type, scales, i >> 2) & MASK;
            FloatVector[] offsets = new FloatVector[4];
            FloatVector[] by = new FloatVector[4];
            IntVector[] nibbles = new IntVector[4];
            for (@Unrolled
            int q = 0; q < 4; q++) {
                int head = head(type, b + apart[q], at + (apart[q] >> 2));
                offsets[q] = offset(type, head, at + (apart[q] >> 2));
                by[q] = scale(type, head, offsets[q]);
            }
            for (@Unrolled
            int q = 0; q < 4; q++) {
                nibbles[q] = nibbles(type, b + apart[q], lane(q));
            }
            for (int h = 0; h < 2; h++, k += 64) {
                FloatVector[] u = new FloatVector[4];
                for (@Unrolled
                int q = 0; q < 4; q++) {
                    u[q] = part(u, q, k);
                }
                for (@Unrolled
                int q = 0; q < 4; q++) {
                    FloatVector scale = type == Q6_K ? Groups.scale(at + (apart[q] >> 2) + 4L * h) : by[q];
                    s[q] = exact(weight(type, b + apart[q] + (lane(q) & ~7), h, (int) (lane(q) & 7) / L, scale,
                            offsets[q], nibbles[q])).fma(u[q], s[q]);
                }
            }
        }
        for (@Unrolled
        int q = 0; q < 4; q++) {
            store(s[q], sums + NEXT * column(q) + 4 * lane(q));
        }
    }

    /// As [#sum], of two streams of Q4_K from register `first` on, where a register holds what sixteen nibbles stand for.
    ///
    /// @param scales address of those of the first column ([Groups#scales]), the others `next` bytes apart
    /// @param from   address of what the sums begin with
    @NotInlined
    static void pairs(@For(ints = {0, 2}) int first, int n, long w, long row, long scales, long next, long x,
            long from, long sums) {
        FloatVector[] s = new FloatVector[2];
        long[] apart = new long[2];
        long[] beside = new long[2];
        for (@Unrolled
        int q = 0; q < 2; q++) {
            s[q] = load(from + NEXT * (first + q));
            apart[q] = (first + q) * row & NEAR;
            beside[q] = (first + q) * next & NEAR;
        }
        for (int i = 0; i < n; i += 64) {
            long b = w + 16 + 144L * (i >> 8) + (i >> 1 & 96) & MASK;
            long k = x + 4L * i & MASK;
            long at = Groups.scale(Q4_K, scales, i) & MASK;
            IntVector[] low = new IntVector[2];
            IntVector[] high = new IntVector[2];
            for (@Unrolled
            int q = 0; q < 2; q++) {
                low[q] = nibbles(b + apart[q], 0);
                high[q] = nibbles(b + apart[q] + 16, 0);
            }
            for (int h = 0; h < 2; h++, k += 128, at += 4) {
                FloatVector u = exact(loadMasked(k));
                FloatVector v = exact(loadMasked(k + 64));
                for (@Unrolled
                int q = 0; q < 2; q++) {
                    FloatVector m = Groups.scale(at + beside[q] + 32);
                    FloatVector t = shifted(Groups.scale(at + beside[q]), m);
                    s[q] = shifted(exact(low[q].lanewise(LSHR, 4 * h)), t, m).fma(u, s[q]);
                    s[q] = shifted(exact(high[q].lanewise(LSHR, 4 * h)), t, m).fma(v, s[q]);
                }
            }
        }
        for (@Unrolled
        int q = 0; q < 2; q++) {
            store(s[q], sums + NEXT * (first + q));
        }
    }

    /// What register `q` meets of a row at address `at`: often what an earlier one has met.
    @Inlined
    private static FloatVector part(FloatVector[] earlier, int q, long at) {
        int same = q == 3 ? 1 : 0;
        return q > 0 && lane(q) == lane(same) ? earlier[same] : exact(loadMasked(at + 4 * lane(q)));
    }
}
