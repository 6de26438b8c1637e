package t2l.tensor.simd.product;

import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.VIRTUAL;
import static t2l.tensor.simd.lanes.RawMemory.MASK;
import static t2l.tensor.simd.lanes.RawMemory.load;
import static t2l.tensor.simd.lanes.RawMemory.near;
import static t2l.tensor.simd.lanes.RawMemory.store;
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
        FloatVector s00 = load(sums);
        FloatVector s01 = load(sums + 64 * C1 + 4 * P1);
        FloatVector s02 = load(sums + 64 * C2 + 4 * P2);
        FloatVector s03 = load(sums + 64 * C3 + 4 * P3);
        FloatVector s10 = load(sums + row);
        FloatVector s11 = load(sums + row + 64 * C1 + 4 * P1);
        FloatVector s12 = load(sums + row + 64 * C2 + 4 * P2);
        FloatVector s13 = load(sums + row + 64 * C3 + 4 * P3);
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
        store(s01, sums + 64 * C1 + 4 * P1);
        store(s02, sums + 64 * C2 + 4 * P2);
        store(s03, sums + 64 * C3 + 4 * P3);
        store(s10, sums + row);
        store(s11, sums + row + 64 * C1 + 4 * P1);
        store(s12, sums + row + 64 * C2 + 4 * P2);
        store(s13, sums + row + 64 * C3 + 4 * P3);
    }

    private static void four(int n, long w, long next, long x, long sums) {
        long w1 = w + next;
        long w2 = w + 2 * next;
        long w3 = w + 3 * next;
        FloatVector s00 = load(sums);
        FloatVector s01 = load(sums + 64);
        FloatVector s02 = load(sums + 128);
        FloatVector s03 = load(sums + 192);
        FloatVector s10 = load(sums + 256);
        FloatVector s11 = load(sums + 320);
        FloatVector s12 = load(sums + 384);
        FloatVector s13 = load(sums + 448);
        FloatVector s20 = load(sums + 512);
        FloatVector s21 = load(sums + 576);
        FloatVector s22 = load(sums + 640);
        FloatVector s23 = load(sums + 704);
        FloatVector s30 = load(sums + 768);
        FloatVector s31 = load(sums + 832);
        FloatVector s32 = load(sums + 896);
        FloatVector s33 = load(sums + 960);
        for (int i = 0; i < 4 * n; i += 64) {
            long k = x + 4L * i & MASK;
            FloatVector v0 = load(w + i);
            FloatVector v1 = load(w1 + i);
            FloatVector v2 = load(w2 + i);
            FloatVector v3 = load(w3 + i);
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
        store(s01, sums + 64);
        store(s02, sums + 128);
        store(s03, sums + 192);
        store(s10, sums + 256);
        store(s11, sums + 320);
        store(s12, sums + 384);
        store(s13, sums + 448);
        store(s20, sums + 512);
        store(s21, sums + 576);
        store(s22, sums + 640);
        store(s23, sums + 704);
        store(s30, sums + 768);
        store(s31, sums + 832);
        store(s32, sums + 896);
        store(s33, sums + 960);
    }

    private static void eight(int n, long w, long next, long x, long sums) {
        long w1 = w + next;
        FloatVector s00 = load(sums);
        FloatVector s01 = load(sums + 64);
        FloatVector s10 = load(sums + 128);
        FloatVector s11 = load(sums + 192);
        FloatVector s20 = load(sums + 256);
        FloatVector s21 = load(sums + 320);
        FloatVector s30 = load(sums + 384);
        FloatVector s31 = load(sums + 448);
        FloatVector s40 = load(sums + 512);
        FloatVector s41 = load(sums + 576);
        FloatVector s50 = load(sums + 640);
        FloatVector s51 = load(sums + 704);
        FloatVector s60 = load(sums + 768);
        FloatVector s61 = load(sums + 832);
        FloatVector s70 = load(sums + 896);
        FloatVector s71 = load(sums + 960);
        for (int i = 0; i < 4 * n; i += 64) {
            long k = x + 8L * i & MASK;
            FloatVector v0 = load(w + i);
            FloatVector v1 = load(w1 + i);
            FloatVector u;
            u = near(k);
            s00 = v0.fma(u, s00);
            s01 = v1.fma(u, s01);
            u = near(k + 64);
            s10 = v0.fma(u, s10);
            s11 = v1.fma(u, s11);
            u = near(k + 128);
            s20 = v0.fma(u, s20);
            s21 = v1.fma(u, s21);
            u = near(k + 192);
            s30 = v0.fma(u, s30);
            s31 = v1.fma(u, s31);
            u = near(k + 256);
            s40 = v0.fma(u, s40);
            s41 = v1.fma(u, s41);
            u = near(k + 320);
            s50 = v0.fma(u, s50);
            s51 = v1.fma(u, s51);
            u = near(k + 384);
            s60 = v0.fma(u, s60);
            s61 = v1.fma(u, s61);
            u = near(k + 448);
            s70 = v0.fma(u, s70);
            s71 = v1.fma(u, s71);
        }
        store(s00, sums);
        store(s01, sums + 64);
        store(s10, sums + 128);
        store(s11, sums + 192);
        store(s20, sums + 256);
        store(s21, sums + 320);
        store(s30, sums + 384);
        store(s31, sums + 448);
        store(s40, sums + 512);
        store(s41, sums + 576);
        store(s50, sums + 640);
        store(s51, sums + 704);
        store(s60, sums + 768);
        store(s61, sums + 832);
        store(s70, sums + 896);
        store(s71, sums + 960);
    }
}
