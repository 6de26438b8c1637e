package t2l.tensor.simd.product;

import static t2l.tensor.DType.BF16;
import static t2l.tensor.DType.F16;
import static t2l.tensor.DType.F32;
import static t2l.tensor.DType.Q4_0;
import static t2l.tensor.DType.Q4_1;
import static t2l.tensor.DType.Q8_0;
import static t2l.tensor.simd.lanes.Exact.exact;
import static t2l.tensor.simd.lanes.FrozenWeights.are;
import static t2l.tensor.simd.lanes.FrozenWeights.bytes;
import static t2l.tensor.simd.lanes.FrozenWeights.group;
import static t2l.tensor.simd.lanes.FrozenWeights.nibbles;
import static t2l.tensor.simd.lanes.FrozenWeights.scale;
import static t2l.tensor.simd.lanes.FrozenWeights.weight;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.VIRTUAL;
import static t2l.tensor.simd.lanes.RawMemory.MASK;
import static t2l.tensor.simd.lanes.RawMemory.load;
import static t2l.tensor.simd.lanes.RawMemory.near;
import static t2l.tensor.simd.lanes.RawMemory.passLimit;
import static t2l.tensor.simd.lanes.RawMemory.store;
import static t2l.tensor.simd.product.OneRow.C1;
import static t2l.tensor.simd.product.OneRow.C2;
import static t2l.tensor.simd.product.OneRow.C3;
import static t2l.tensor.simd.product.OneRow.P1;
import static t2l.tensor.simd.product.OneRow.P2;
import static t2l.tensor.simd.product.OneRow.P3;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import t2l.tensor.DType;
import t2l.tensor.simd.lanes.For;
import t2l.tensor.simd.lanes.FrozenWeights;
import t2l.tensor.simd.lanes.Inlined;
import t2l.tensor.simd.lanes.Lanes;
import t2l.tensor.simd.lanes.NotInlined;
import t2l.tensor.simd.lanes.RawMemory;

/// The innermost loops of [FewRows] for several rows.
///
/// ```
///    rows × columns      16 lanes: 4 × 4 (F32), twice 4 × 2 (others) or 8 × 2       8 lanes: 2 × 2       4 lanes: 2 × 1
/// ```
///
/// Eight rows at once leave the memory fewer pauses than four and then four, but read the rows twice as often: that pays while
/// the rows stay in the first-level cache.
///
/// The loops are written out (docs/c2.md, rule 7). For each element type, the build makes a loop of its own of
/// them ([For]), in which a weight becomes a float between memory and multiply-add: a processor that starts two of these at a
/// time has slots left beside them. It would take as long to read a weight, write it as a float and read that.
final class RowTiles {
    /// Bytes of rows that stay in the first-level cache beside weights and sums.
    private static final int CLOSE = 24 << 10;

    /// Bytes from one sum of a tile to the next: those of the next tiles lie between them, since [Lanes#fold] takes
    /// [Lanes#SUMS] of a row at a time.
    static final long NEXT = 4L * VIRTUAL * Lanes.SUMS;

    private RowTiles() {}

    /// Rows that meet a weight at once, if there are `m` of `k` elements: eight that do not stay in the cache meet it in parts, which is
    /// slower in F32 and works with BF16 only ([#begin]).
    static int rows(DType type, int m, int k) {
        if (L < VIRTUAL) {
            return 2;
        }
        return (m - 1) % 8 >= 4 && (k <= close(8) || type == BF16) ? 8 : 4;
    }

    /// Elements of `rows` rows that stay in the first-level cache.
    static int close(int rows) {
        return CLOSE / (4 * rows) / DType.BLOCK * DType.BLOCK;
    }

    /// Whether each group of rows reads the weights where they lie. Otherwise a weight becomes a float in memory, if it is none, and
    /// meets all groups there.
    static boolean direct(DType type, int rows, int groups) {
        return (type == F32 || L == VIRTUAL) && (rows == 8 || groups == 1 || (groups <= 3 && type.quantised()));
    }

    /// Columns that `rows` rows meet at once.
    static int columns(int rows) {
        return L < VIRTUAL ? OneRow.COLUMNS : 16 / rows;
    }

    /// The sums of the products of `rows` rows with [#columns] columns, `n` elements of each.
    ///
    /// @param n    a multiple of sixteen, and of a block
    /// @param w    address of the first column
    /// @param next bytes from one column to the next
    /// @param x    address of the rows: sixteen elements of each in turn
    /// @param from address of what the sums begin with; those of eight rows of other types than F32 and BF16 begin with 0
    /// @param sums address of the sums, sixteen lanes each and [#NEXT] bytes apart, row by row
    static void add(DType type, int rows, int n, long w, long next, long x, long from, long sums) {
        if (rows == 2) {
            two(n, w, next, x, from, sums);
        } else if (rows == 4 && type == F32) {
            fourF32(n, w, next, x, from, sums);
        } else if (rows == 4) {
            fourByTwo(type, n, w, next, x, from, sums);
            fourByTwo(type, n, w + 2 * next, next, x, from + 2 * NEXT, sums + 2 * NEXT);
        } else {
            switch (type) {
                case F32 -> eightF32(n, w, next, x, from, sums);
                case BF16 -> eightBf16(n, w, next, x, from, sums);
                case F16 -> eightF16(n, w, next, x, from, sums);
                case Q8_0 -> eightQ80(n, w, next, x, from, sums);
                case Q4_0 -> eightQ40(n, w, next, x, from, sums);
                case Q4_1 -> eightQ41(n, w, next, x, x, from, sums);
                case F64, I32 -> throw FrozenWeights.unknown(type);
            }
        }
    }

    /// Four columns of other types than F32 would have more nodes than C2 takes (docs/c2.md, rule 3).
    private static void fourByTwo(DType type, int n, long w, long next, long x, long from, long sums) {
        switch (type) {
            case BF16 -> fourBf16(n, w, next, x, from, sums);
            case F16 -> fourF16(n, w, next, x, from, sums);
            case Q8_0 -> fourQ80(n, w, next, x, from, sums);
            case Q4_0 -> fourQ40(n, w, next, x, from, sums);
            case Q4_1 -> fourQ41(n, w, next, x, from, sums);
            case F32, F64, I32 -> throw FrozenWeights.unknown(type);
        }
    }

    /// Register `q` has the same part of the same column as in [OneRow].
    private static void two(int n, long w, long next, long x, long from, long sums) {
        long w1 = w + C1 * next + 4 * P1;
        long w2 = w + C2 * next + 4 * P2;
        long w3 = w + C3 * next + 4 * P3;
        long row = NEXT * OneRow.COLUMNS;
        FloatVector s00 = load(from);
        FloatVector s01 = load(from + NEXT * C1 + 4 * P1);
        FloatVector s02 = load(from + NEXT * C2 + 4 * P2);
        FloatVector s03 = load(from + NEXT * C3 + 4 * P3);
        FloatVector s10 = load(from + row);
        FloatVector s11 = load(from + row + NEXT * C1 + 4 * P1);
        FloatVector s12 = load(from + row + NEXT * C2 + 4 * P2);
        FloatVector s13 = load(from + row + NEXT * C3 + 4 * P3);
        for (int i = 0; i < 4 * n; i += 64) {
            long k = x + 2L * i & MASK;
            FloatVector v0 = load(w + i);
            FloatVector v1 = load(w1 + i);
            FloatVector v2 = load(w2 + i);
            FloatVector v3 = load(w3 + i);
            s00 = v0.fma(near(k), s00);
            s01 = v1.fma(near(k + 4 * P1), s01);
            s02 = v2.fma(near(k + 4 * P2), s02);
            s03 = v3.fma(near(k + 4 * P3), s03);
            s10 = v0.fma(near(k + 64), s10);
            s11 = v1.fma(near(k + 64 + 4 * P1), s11);
            s12 = v2.fma(near(k + 64 + 4 * P2), s12);
            s13 = v3.fma(near(k + 64 + 4 * P3), s13);
        }
        store(s00, sums);
        store(s01, sums + NEXT * C1 + 4 * P1);
        store(s02, sums + NEXT * C2 + 4 * P2);
        store(s03, sums + NEXT * C3 + 4 * P3);
        store(s10, sums + row);
        store(s11, sums + row + NEXT * C1 + 4 * P1);
        store(s12, sums + row + NEXT * C2 + 4 * P2);
        store(s13, sums + row + NEXT * C3 + 4 * P3);
    }

    @NotInlined
    private static void fourF32(int n, long w, long next, long x, long from, long sums) {
        long r1 = next & RawMemory.NEAR;
        long r2 = 2 * next & RawMemory.NEAR;
        long r3 = 3 * next & RawMemory.NEAR;
        long at = from & MASK;
        FloatVector s00 = near(at);
        FloatVector s01 = near(at + 512);
        FloatVector s02 = near(at + 1024);
        FloatVector s03 = near(at + 1536);
        FloatVector s10 = near(at + 2048);
        FloatVector s11 = near(at + 2560);
        FloatVector s12 = near(at + 3072);
        FloatVector s13 = near(at + 3584);
        FloatVector s20 = near(at + 4096);
        FloatVector s21 = near(at + 4608);
        FloatVector s22 = near(at + 5120);
        FloatVector s23 = near(at + 5632);
        FloatVector s30 = near(at + 6144);
        FloatVector s31 = near(at + 6656);
        FloatVector s32 = near(at + 7168);
        FloatVector s33 = near(at + 7680);
        for (int i = 0; i < n; i += VIRTUAL) {
            long b = w + 4L * i & MASK;
            long k = x + 16L * i & MASK;
            FloatVector v0 = exact(near(b));
            FloatVector v1 = exact(near(b + r1));
            FloatVector v2 = exact(near(b + r2));
            FloatVector v3 = exact(near(b + r3));
            passLimit();
            FloatVector u;
            u = near(k);
            s00 = v0.fma(u, s00);
            s01 = v1.fma(u, s01);
            s02 = v2.fma(u, s02);
            s03 = v3.fma(u, s03);
            u = near(k + 64);
            s10 = v0.fma(u, s10);
            s11 = v1.fma(u, s11);
            s12 = v2.fma(u, s12);
            s13 = v3.fma(u, s13);
            u = near(k + 128);
            s20 = v0.fma(u, s20);
            s21 = v1.fma(u, s21);
            s22 = v2.fma(u, s22);
            s23 = v3.fma(u, s23);
            u = near(k + 192);
            s30 = v0.fma(u, s30);
            s31 = v1.fma(u, s31);
            s32 = v2.fma(u, s32);
            s33 = v3.fma(u, s33);
        }
        store(s00, sums);
        store(s01, sums + 512);
        store(s02, sums + 1024);
        store(s03, sums + 1536);
        store(s10, sums + 2048);
        store(s11, sums + 2560);
        store(s12, sums + 3072);
        store(s13, sums + 3584);
        store(s20, sums + 4096);
        store(s21, sums + 4608);
        store(s22, sums + 5120);
        store(s23, sums + 5632);
        store(s30, sums + 6144);
        store(s31, sums + 6656);
        store(s32, sums + 7168);
        store(s33, sums + 7680);
    }

    @Inlined
    private static void fourByTwo(int n, long w, long next, long x, long from, long sums) {
        long r1 = next & RawMemory.NEAR;
        long at = from & MASK;
        FloatVector s00 = near(at);
        FloatVector s01 = near(at + 512);
        FloatVector s10 = near(at + 2048);
        FloatVector s11 = near(at + 2560);
        FloatVector s20 = near(at + 4096);
        FloatVector s21 = near(at + 4608);
        FloatVector s30 = near(at + 6144);
        FloatVector s31 = near(at + 6656);
        for (int i = 0; i < n; i += group()) {
            long b = w + bytes(i) & MASK;
            long k = x + 16L * i & MASK;
            FloatVector t0 = scale(b);
            IntVector p0 = nibbles(b);
            FloatVector t1 = scale(b + r1);
            IntVector p1 = nibbles(b + r1);
            for (int h = 0; h < group() / VIRTUAL; h++, k += 256) {
                FloatVector v0 = weight(b, h, t0, p0);
                FloatVector v1 = weight(b + r1, h, t1, p1);
                passLimit();
                FloatVector u;
                u = near(k);
                s00 = v0.fma(u, exact(s00));
                s01 = v1.fma(u, exact(s01));
                u = near(k + 64);
                s10 = v0.fma(u, exact(s10));
                s11 = v1.fma(u, exact(s11));
                u = near(k + 128);
                s20 = v0.fma(u, exact(s20));
                s21 = v1.fma(u, exact(s21));
                u = near(k + 192);
                s30 = v0.fma(u, exact(s30));
                s31 = v1.fma(u, exact(s31));
            }
        }
        store(s00, sums);
        store(s01, sums + 512);
        store(s10, sums + 2048);
        store(s11, sums + 2560);
        store(s20, sums + 4096);
        store(s21, sums + 4608);
        store(s30, sums + 6144);
        store(s31, sums + 6656);
    }

    /// @param x2 `x` once more, as far as C2 knows another address ([#again])
    @Inlined
    private static void eight(int n, long w, long next, long x, long x2, long from, long sums) {
        long r1 = next & RawMemory.NEAR;
        long at = from & MASK;
        FloatVector zero = FloatVector.zero(F);
        FloatVector s00 = begin(zero, at);
        FloatVector s01 = begin(zero, at + 512);
        FloatVector s10 = begin(zero, at + 1024);
        FloatVector s11 = begin(zero, at + 1536);
        FloatVector s20 = begin(zero, at + 2048);
        FloatVector s21 = begin(zero, at + 2560);
        FloatVector s30 = begin(zero, at + 3072);
        FloatVector s31 = begin(zero, at + 3584);
        FloatVector s40 = begin(zero, at + 4096);
        FloatVector s41 = begin(zero, at + 4608);
        FloatVector s50 = begin(zero, at + 5120);
        FloatVector s51 = begin(zero, at + 5632);
        FloatVector s60 = begin(zero, at + 6144);
        FloatVector s61 = begin(zero, at + 6656);
        FloatVector s70 = begin(zero, at + 7168);
        FloatVector s71 = begin(zero, at + 7680);
        for (int i = 0; i < n; i += group()) {
            long b = w + bytes(i) & MASK;
            long k = x + 32L * i & MASK;
            long k2 = x2 + 32L * i & MASK;
            FloatVector t0 = scale(b);
            IntVector p0 = nibbles(b);
            FloatVector t1 = scale(b + r1);
            IntVector p1 = nibbles(b + r1);
            for (int h = 0; h < group() / VIRTUAL; h++, k += 512, k2 += 512) {
                FloatVector v0 = weight(b, h, t0, p0);
                FloatVector v1 = weight(b + r1, h, t1, p1);
                passLimit();
                FloatVector u;
                u = near(k);
                s00 = v0.fma(u, exact(s00));
                s01 = v1.fma(u, exact(s01));
                u = near(k + 64);
                s10 = v0.fma(u, exact(s10));
                s11 = v1.fma(u, exact(s11));
                u = near(k + 128);
                s20 = v0.fma(u, exact(s20));
                s21 = v1.fma(u, exact(s21));
                u = near(k + 192);
                s30 = v0.fma(u, exact(s30));
                s31 = v1.fma(u, exact(s31));
                u = near(k + 256);
                s40 = v0.fma(u, exact(s40));
                s41 = v1.fma(again(u, k2 + 256), exact(s41));
                u = near(k + 320);
                s50 = v0.fma(u, exact(s50));
                s51 = v1.fma(again(u, k2 + 320), exact(s51));
                u = near(k + 384);
                s60 = v0.fma(u, exact(s60));
                s61 = v1.fma(again(u, k2 + 384), exact(s61));
                u = near(k + 448);
                s70 = v0.fma(u, exact(s70));
                s71 = v1.fma(again(u, k2 + 448), exact(s71));
            }
        }
        store(s00, sums);
        store(s01, sums + 512);
        store(s10, sums + 1024);
        store(s11, sums + 1536);
        store(s20, sums + 2048);
        store(s21, sums + 2560);
        store(s30, sums + 3072);
        store(s31, sums + 3584);
        store(s40, sums + 4096);
        store(s41, sums + 4608);
        store(s50, sums + 5120);
        store(s51, sums + 5632);
        store(s60, sums + 6144);
        store(s61, sums + 6656);
        store(s70, sums + 7168);
        store(s71, sums + 7680);
    }

    /// The part `u` of a row for the second column. With Q4_1, C2 would keep all parts in registers, and have too few for the sums:
    /// one that it reads twice becomes part of the multiply-add.
    @Inlined
    private static FloatVector again(FloatVector u, long at) {
        return are(Q4_1) ? near(at) : u;
    }

    /// What a sum begins with. With sixteen reads more, other types would have more code than C1 takes (docs/c2.md, rule 6).
    @Inlined
    private static FloatVector begin(FloatVector zero, long from) {
        return are(F32) || are(BF16) ? near(from) : zero;
    }

    @NotInlined
    @For(F32)
    private static void eightF32(int n, long w, long next, long x, long from, long sums) {
        eight(n, w, next, x, x, from, sums);
    }

    @NotInlined
    @For(BF16)
    private static void fourBf16(int n, long w, long next, long x, long from, long sums) {
        fourByTwo(n, w, next, x, from, sums);
    }

    @NotInlined
    @For(BF16)
    private static void eightBf16(int n, long w, long next, long x, long from, long sums) {
        eight(n, w, next, x, x, from, sums);
    }

    @NotInlined
    @For(F16)
    private static void fourF16(int n, long w, long next, long x, long from, long sums) {
        fourByTwo(n, w, next, x, from, sums);
    }

    @NotInlined
    @For(F16)
    private static void eightF16(int n, long w, long next, long x, long from, long sums) {
        eight(n, w, next, x, x, from, sums);
    }

    @NotInlined
    @For(Q8_0)
    private static void fourQ80(int n, long w, long next, long x, long from, long sums) {
        fourByTwo(n, w, next, x, from, sums);
    }

    @NotInlined
    @For(Q8_0)
    private static void eightQ80(int n, long w, long next, long x, long from, long sums) {
        eight(n, w, next, x, x, from, sums);
    }

    @NotInlined
    @For(Q4_0)
    private static void fourQ40(int n, long w, long next, long x, long from, long sums) {
        fourByTwo(n, w, next, x, from, sums);
    }

    @NotInlined
    @For(Q4_0)
    private static void eightQ40(int n, long w, long next, long x, long from, long sums) {
        eight(n, w, next, x, x, from, sums);
    }

    @NotInlined
    @For(Q4_1)
    private static void fourQ41(int n, long w, long next, long x, long from, long sums) {
        fourByTwo(n, w, next, x, from, sums);
    }

    @NotInlined
    @For(Q4_1)
    private static void eightQ41(int n, long w, long next, long x, long x2, long from, long sums) {
        eight(n, w, next, x, x2, from, sums);
    }
}
