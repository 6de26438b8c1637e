package t2l.tensor.simd.product;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;
import static t2l.tensor.simd.lanes.Lanes.VIRTUAL;
import static t2l.tensor.simd.lanes.RawMemory.ALL;
import static t2l.tensor.simd.lanes.RawMemory.MASK;
import static t2l.tensor.simd.product.OneRow.C1;
import static t2l.tensor.simd.product.OneRow.C2;
import static t2l.tensor.simd.product.OneRow.C3;
import static t2l.tensor.simd.product.OneRow.P1;
import static t2l.tensor.simd.product.OneRow.P2;
import static t2l.tensor.simd.product.OneRow.P3;

import jdk.incubator.vector.FloatVector;

/// The innermost loops of [FewRows] for several rows: sixteen registers of sums where registers have sixteen lanes, eight
/// otherwise.
///
/// ```
///    rows × columns      16 lanes: 4 × 4 or 8 × 2       8 lanes: 2 × 2       4 lanes: 2 × 1
/// ```
///
/// Eight rows at once leave the memory fewer pauses than four and then four, but read the rows twice as often: that pays while
/// the rows stay in the first-level cache.
///
/// The loops are written out, since C2 keeps a sum in a register only if it is a variable of its own: sums in an array, or
/// passed to a method that C2 does not take in, are objects.
final class RowTiles {
    /// Bytes of eight rows that stay in the first-level cache beside weights and sums.
    private static final long NEAR = 24 << 10;

    private RowTiles() {}

    /// Rows that meet a weight at once, if there are `m` of `k` elements.
    static int rows(int m, int k) {
        return L < VIRTUAL ? 2 : m > 4 && m <= 8 && 8 * 4L * k <= NEAR ? 8 : 4;
    }

    /// Columns that `rows` rows meet at once.
    static int columns(int rows) {
        return L < VIRTUAL ? OneRow.COLUMNS : 16 / rows;
    }

    /// Adds the products of `rows` rows with [#columns] columns to their sums, `n` elements of each.
    ///
    /// @param n    a multiple of sixteen
    /// @param w    address of the first column, in F32
    /// @param next bytes from one column to the next
    /// @param x    address of the rows: sixteen elements of each in turn
    /// @param sums address of the sums, sixteen lanes each: those of a row lie together
    static void add(int rows, int n, long w, long next, long x, long sums) {
        switch (rows) {
            case 2 -> two(n, w, next, x, sums);
            case 4 -> four(n, w, next, x, sums);
            default -> eight(n, w, next, x, sums);
        }
    }

    /// Register `q` has the same part of the same column as in [OneRow].
    private static void two(int n, long w, long next, long x, long sums) {
        long w1 = w + C1 * next + 4 * P1;
        long w2 = w + C2 * next + 4 * P2;
        long w3 = w + C3 * next + 4 * P3;
        long row = 64L * OneRow.COLUMNS;
        FloatVector s00 = fromMemorySegment(F, ALL, sums & MASK, LE);
        FloatVector s01 = fromMemorySegment(F, ALL, sums + 64 * C1 + 4 * P1 & MASK, LE);
        FloatVector s02 = fromMemorySegment(F, ALL, sums + 64 * C2 + 4 * P2 & MASK, LE);
        FloatVector s03 = fromMemorySegment(F, ALL, sums + 64 * C3 + 4 * P3 & MASK, LE);
        FloatVector s10 = fromMemorySegment(F, ALL, sums + row & MASK, LE);
        FloatVector s11 = fromMemorySegment(F, ALL, sums + row + 64 * C1 + 4 * P1 & MASK, LE);
        FloatVector s12 = fromMemorySegment(F, ALL, sums + row + 64 * C2 + 4 * P2 & MASK, LE);
        FloatVector s13 = fromMemorySegment(F, ALL, sums + row + 64 * C3 + 4 * P3 & MASK, LE);
        for (int i = 0; i < 4 * n; i += 64) {
            long k = x + 2L * i & MASK;
            FloatVector v0 = fromMemorySegment(F, ALL, w + i & MASK, LE);
            FloatVector v1 = fromMemorySegment(F, ALL, w1 + i & MASK, LE);
            FloatVector v2 = fromMemorySegment(F, ALL, w2 + i & MASK, LE);
            FloatVector v3 = fromMemorySegment(F, ALL, w3 + i & MASK, LE);
            s00 = v0.fma(fromMemorySegment(F, ALL, k, LE), s00);
            s01 = v1.fma(fromMemorySegment(F, ALL, k + 4 * P1, LE), s01);
            s02 = v2.fma(fromMemorySegment(F, ALL, k + 4 * P2, LE), s02);
            s03 = v3.fma(fromMemorySegment(F, ALL, k + 4 * P3, LE), s03);
            s10 = v0.fma(fromMemorySegment(F, ALL, k + 64, LE), s10);
            s11 = v1.fma(fromMemorySegment(F, ALL, k + 64 + 4 * P1, LE), s11);
            s12 = v2.fma(fromMemorySegment(F, ALL, k + 64 + 4 * P2, LE), s12);
            s13 = v3.fma(fromMemorySegment(F, ALL, k + 64 + 4 * P3, LE), s13);
        }
        s00.intoMemorySegment(ALL, sums & MASK, LE);
        s01.intoMemorySegment(ALL, sums + 64 * C1 + 4 * P1 & MASK, LE);
        s02.intoMemorySegment(ALL, sums + 64 * C2 + 4 * P2 & MASK, LE);
        s03.intoMemorySegment(ALL, sums + 64 * C3 + 4 * P3 & MASK, LE);
        s10.intoMemorySegment(ALL, sums + row & MASK, LE);
        s11.intoMemorySegment(ALL, sums + row + 64 * C1 + 4 * P1 & MASK, LE);
        s12.intoMemorySegment(ALL, sums + row + 64 * C2 + 4 * P2 & MASK, LE);
        s13.intoMemorySegment(ALL, sums + row + 64 * C3 + 4 * P3 & MASK, LE);
    }

    private static void four(int n, long w, long next, long x, long sums) {
        long w1 = w + next;
        long w2 = w + 2 * next;
        long w3 = w + 3 * next;
        FloatVector s00 = fromMemorySegment(F, ALL, sums & MASK, LE);
        FloatVector s01 = fromMemorySegment(F, ALL, sums + 64 & MASK, LE);
        FloatVector s02 = fromMemorySegment(F, ALL, sums + 128 & MASK, LE);
        FloatVector s03 = fromMemorySegment(F, ALL, sums + 192 & MASK, LE);
        FloatVector s10 = fromMemorySegment(F, ALL, sums + 256 & MASK, LE);
        FloatVector s11 = fromMemorySegment(F, ALL, sums + 320 & MASK, LE);
        FloatVector s12 = fromMemorySegment(F, ALL, sums + 384 & MASK, LE);
        FloatVector s13 = fromMemorySegment(F, ALL, sums + 448 & MASK, LE);
        FloatVector s20 = fromMemorySegment(F, ALL, sums + 512 & MASK, LE);
        FloatVector s21 = fromMemorySegment(F, ALL, sums + 576 & MASK, LE);
        FloatVector s22 = fromMemorySegment(F, ALL, sums + 640 & MASK, LE);
        FloatVector s23 = fromMemorySegment(F, ALL, sums + 704 & MASK, LE);
        FloatVector s30 = fromMemorySegment(F, ALL, sums + 768 & MASK, LE);
        FloatVector s31 = fromMemorySegment(F, ALL, sums + 832 & MASK, LE);
        FloatVector s32 = fromMemorySegment(F, ALL, sums + 896 & MASK, LE);
        FloatVector s33 = fromMemorySegment(F, ALL, sums + 960 & MASK, LE);
        for (int i = 0; i < 4 * n; i += 64) {
            long k = x + 4L * i & MASK;
            FloatVector v0 = fromMemorySegment(F, ALL, w + i & MASK, LE);
            FloatVector v1 = fromMemorySegment(F, ALL, w1 + i & MASK, LE);
            FloatVector v2 = fromMemorySegment(F, ALL, w2 + i & MASK, LE);
            FloatVector v3 = fromMemorySegment(F, ALL, w3 + i & MASK, LE);
            FloatVector u;
            u = fromMemorySegment(F, ALL, k, LE);
            s00 = v0.fma(u, s00);
            s01 = v1.fma(u, s01);
            s02 = v2.fma(u, s02);
            s03 = v3.fma(u, s03);
            u = fromMemorySegment(F, ALL, k + 64, LE);
            s10 = v0.fma(u, s10);
            s11 = v1.fma(u, s11);
            s12 = v2.fma(u, s12);
            s13 = v3.fma(u, s13);
            u = fromMemorySegment(F, ALL, k + 128, LE);
            s20 = v0.fma(u, s20);
            s21 = v1.fma(u, s21);
            s22 = v2.fma(u, s22);
            s23 = v3.fma(u, s23);
            u = fromMemorySegment(F, ALL, k + 192, LE);
            s30 = v0.fma(u, s30);
            s31 = v1.fma(u, s31);
            s32 = v2.fma(u, s32);
            s33 = v3.fma(u, s33);
        }
        s00.intoMemorySegment(ALL, sums & MASK, LE);
        s01.intoMemorySegment(ALL, sums + 64 & MASK, LE);
        s02.intoMemorySegment(ALL, sums + 128 & MASK, LE);
        s03.intoMemorySegment(ALL, sums + 192 & MASK, LE);
        s10.intoMemorySegment(ALL, sums + 256 & MASK, LE);
        s11.intoMemorySegment(ALL, sums + 320 & MASK, LE);
        s12.intoMemorySegment(ALL, sums + 384 & MASK, LE);
        s13.intoMemorySegment(ALL, sums + 448 & MASK, LE);
        s20.intoMemorySegment(ALL, sums + 512 & MASK, LE);
        s21.intoMemorySegment(ALL, sums + 576 & MASK, LE);
        s22.intoMemorySegment(ALL, sums + 640 & MASK, LE);
        s23.intoMemorySegment(ALL, sums + 704 & MASK, LE);
        s30.intoMemorySegment(ALL, sums + 768 & MASK, LE);
        s31.intoMemorySegment(ALL, sums + 832 & MASK, LE);
        s32.intoMemorySegment(ALL, sums + 896 & MASK, LE);
        s33.intoMemorySegment(ALL, sums + 960 & MASK, LE);
    }

    private static void eight(int n, long w, long next, long x, long sums) {
        long w1 = w + next;
        FloatVector s00 = fromMemorySegment(F, ALL, sums & MASK, LE);
        FloatVector s01 = fromMemorySegment(F, ALL, sums + 64 & MASK, LE);
        FloatVector s10 = fromMemorySegment(F, ALL, sums + 128 & MASK, LE);
        FloatVector s11 = fromMemorySegment(F, ALL, sums + 192 & MASK, LE);
        FloatVector s20 = fromMemorySegment(F, ALL, sums + 256 & MASK, LE);
        FloatVector s21 = fromMemorySegment(F, ALL, sums + 320 & MASK, LE);
        FloatVector s30 = fromMemorySegment(F, ALL, sums + 384 & MASK, LE);
        FloatVector s31 = fromMemorySegment(F, ALL, sums + 448 & MASK, LE);
        FloatVector s40 = fromMemorySegment(F, ALL, sums + 512 & MASK, LE);
        FloatVector s41 = fromMemorySegment(F, ALL, sums + 576 & MASK, LE);
        FloatVector s50 = fromMemorySegment(F, ALL, sums + 640 & MASK, LE);
        FloatVector s51 = fromMemorySegment(F, ALL, sums + 704 & MASK, LE);
        FloatVector s60 = fromMemorySegment(F, ALL, sums + 768 & MASK, LE);
        FloatVector s61 = fromMemorySegment(F, ALL, sums + 832 & MASK, LE);
        FloatVector s70 = fromMemorySegment(F, ALL, sums + 896 & MASK, LE);
        FloatVector s71 = fromMemorySegment(F, ALL, sums + 960 & MASK, LE);
        for (int i = 0; i < 4 * n; i += 64) {
            long k = x + 8L * i & MASK;
            FloatVector v0 = fromMemorySegment(F, ALL, w + i & MASK, LE);
            FloatVector v1 = fromMemorySegment(F, ALL, w1 + i & MASK, LE);
            FloatVector u;
            u = fromMemorySegment(F, ALL, k, LE);
            s00 = v0.fma(u, s00);
            s01 = v1.fma(u, s01);
            u = fromMemorySegment(F, ALL, k + 64, LE);
            s10 = v0.fma(u, s10);
            s11 = v1.fma(u, s11);
            u = fromMemorySegment(F, ALL, k + 128, LE);
            s20 = v0.fma(u, s20);
            s21 = v1.fma(u, s21);
            u = fromMemorySegment(F, ALL, k + 192, LE);
            s30 = v0.fma(u, s30);
            s31 = v1.fma(u, s31);
            u = fromMemorySegment(F, ALL, k + 256, LE);
            s40 = v0.fma(u, s40);
            s41 = v1.fma(u, s41);
            u = fromMemorySegment(F, ALL, k + 320, LE);
            s50 = v0.fma(u, s50);
            s51 = v1.fma(u, s51);
            u = fromMemorySegment(F, ALL, k + 384, LE);
            s60 = v0.fma(u, s60);
            s61 = v1.fma(u, s61);
            u = fromMemorySegment(F, ALL, k + 448, LE);
            s70 = v0.fma(u, s70);
            s71 = v1.fma(u, s71);
        }
        s00.intoMemorySegment(ALL, sums & MASK, LE);
        s01.intoMemorySegment(ALL, sums + 64 & MASK, LE);
        s10.intoMemorySegment(ALL, sums + 128 & MASK, LE);
        s11.intoMemorySegment(ALL, sums + 192 & MASK, LE);
        s20.intoMemorySegment(ALL, sums + 256 & MASK, LE);
        s21.intoMemorySegment(ALL, sums + 320 & MASK, LE);
        s30.intoMemorySegment(ALL, sums + 384 & MASK, LE);
        s31.intoMemorySegment(ALL, sums + 448 & MASK, LE);
        s40.intoMemorySegment(ALL, sums + 512 & MASK, LE);
        s41.intoMemorySegment(ALL, sums + 576 & MASK, LE);
        s50.intoMemorySegment(ALL, sums + 640 & MASK, LE);
        s51.intoMemorySegment(ALL, sums + 704 & MASK, LE);
        s60.intoMemorySegment(ALL, sums + 768 & MASK, LE);
        s61.intoMemorySegment(ALL, sums + 832 & MASK, LE);
        s70.intoMemorySegment(ALL, sums + 896 & MASK, LE);
        s71.intoMemorySegment(ALL, sums + 960 & MASK, LE);
    }
}
