package t2l.tensor.simd.product;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static t2l.tensor.simd.lanes.Lanes.BYTES;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Copies pieces of operands into the order in which [Tiles] reads them, so that the innermost loop walks straight
/// through aligned memory. Pieces that do not fill a tile are padded with numbers that are never read.
///
/// ```
///   b[k,n]                      panels: Tiles.COLUMNS columns each, row after row
///   ┌──────┬──────┬───┐
///   │ ───▶ │ ───▶ │ ─▶│           0 1 2 … 47 | 0 1 2 … 47 | …
///   │ ───▶ │ ───▶ │   │           row 0        row 1
///   └──────┴──────┴───┘
/// ```
///
/// A `b` whose columns are contiguous (`x·wᵀ`) is transposed on the way, square by square in registers.
public final class Packing {
    /// Bytes of one row of a panel.
    public static final long ROW = 4L * Tiles.COLUMNS;

    /// Rows of an upright panel: a cache line of floats.
    static final int UPRIGHT = 16;

    /// The side of the square that is transposed in registers.
    private static final int SIDE = L == 16 ? 16 : 4;

    private static final VectorSpecies<Float> SQUARE = VectorSpecies.of(float.class, VectorShape.forBitSize(32 * SIDE));
    private static final VectorShuffle<Float> X1 = swap(1);
    private static final VectorShuffle<Float> X2 = swap(2);
    private static final VectorShuffle<Float> X4 = swap(4);
    private static final VectorShuffle<Float> X8 = swap(8);
    private static final VectorMask<Float> M1 = bit(1);
    private static final VectorMask<Float> M2 = bit(2);
    private static final VectorMask<Float> M4 = bit(4);
    private static final VectorMask<Float> M8 = bit(8);

    private Packing() {}

    private static VectorShuffle<Float> swap(int distance) {
        return VectorShuffle.fromOp(SQUARE, j -> (j ^ distance) & (SIDE - 1));
    }

    private static VectorMask<Float> bit(int bit) {
        long lanes = 0;
        for (int j = 0; j < SIDE; j++) {
            lanes |= (j & bit) == 0 ? 0 : 1L << j;
        }
        return VectorMask.fromLong(SQUARE, lanes);
    }

    /// Scratch for one square, as [#transposed] needs it.
    public static MemorySegment square(Arena arena) {
        return arena.allocate(4L * SIDE * SIDE, 64);
    }

    /// Bytes of a panel with `k` rows: room for whole squares.
    public static long panelBytes(int k) {
        return (k + 15) / 16 * 16L * ROW;
    }

    /// A panel from `columns` columns of contiguous rows: `k` rows of `src`, `stride` bytes apart, from byte `at`.
    static void straight(MemorySegment src, long at, long stride, int k, int columns, MemorySegment panel, long to) {
        if (columns == Tiles.COLUMNS) {
            for (int i = 0; i < k; i++, at += stride, to += ROW) {
                FloatVector.fromMemorySegment(F, src, at, LE).intoMemorySegment(panel, to, LE);
                FloatVector.fromMemorySegment(F, src, at + BYTES, LE).intoMemorySegment(panel, to + BYTES, LE);
                FloatVector.fromMemorySegment(F, src, at + 2 * BYTES, LE).intoMemorySegment(panel, to + 2 * BYTES, LE);
            }
            return;
        }
        for (int j = 0; j < columns; j += L) {
            VectorMask<Float> some = F.indexInRange(j, columns);
            for (int i = 0; i < k; i++) {
                FloatVector.fromMemorySegment(F, src, at + i * stride + 4L * j, LE, some).intoMemorySegment(panel,
                        to + i * ROW + 4L * j, LE);
            }
        }
    }

    /// A panel, or part of one, from contiguous columns: `columns` of them, `stride` bytes apart, with `k` numbers each,
    /// from byte `at` of `src`. Squares that stick out of the matrix but not out of its memory take in what lies beside
    /// it: those columns and rows of the panel are never used.
    public static void transposed(MemorySegment src, long at, long stride, int k, int columns, MemorySegment square,
            MemorySegment panel, long to) {
        int wide = (columns + L - 1) / L * L;
        for (int j = 0; j < wide; j += SIDE) {
            for (int i = 0; i < k; i += SIDE) {
                long from = at + j * stride + 4L * i;
                long target = to + i * ROW + 4L * j;
                if (from + (SIDE - 1) * stride + 4L * SIDE <= src.byteSize()) {
                    turn(src, from, stride, panel, target);
                } else {
                    corner(src, from, stride, Math.min(SIDE, k - i), Math.min(SIDE, columns - j), square);
                    turn(square, 0, 4L * SIDE, panel, target);
                }
            }
        }
    }

    /// A panel from numbers that are contiguous in no direction.
    static void scattered(MemorySegment src, long at, long row, long column, int k, int columns, MemorySegment panel,
            long to) {
        int wide = (columns + L - 1) / L * L;
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < wide; j++) {
                panel.set(JAVA_FLOAT_UNALIGNED, to + i * ROW + 4L * j,
                        j < columns ? src.get(JAVA_FLOAT_UNALIGNED, at + i * row + j * column) : 0);
            }
        }
    }

    /// Rows of `a` with contiguous numbers, copied one below the other `to` a block with row stride `gap`; rows that
    /// are missing in the last tile repeat the last one.
    static void rows(MemorySegment src, long at, long stride, int m, int k, MemorySegment block, long to, long gap) {
        for (int i = 0; i < m || i % Tiles.ROWS != 0; i++) {
            MemorySegment.copy(src, at + Math.min(i, m - 1) * stride, block, to + i * gap, 4L * k);
        }
    }

    /// Rows of `a` with contiguous columns: per [#UPRIGHT] rows a panel of `k` times that many numbers, which takes in
    /// whole cache lines.
    static void uprights(MemorySegment src, long at, long stride, int m, int k, MemorySegment block, long to) {
        for (int i = 0; i < m; i += UPRIGHT, to += 4L * UPRIGHT * k) {
            for (int part = 0; part < UPRIGHT && i + part < m; part += L) {
                long from = at + 4L * (i + part);
                long first = to + 4L * part;
                if (i + part + L <= m) {
                    upright(src, from, stride, k, block, first);
                } else {
                    VectorMask<Float> some = F.indexInRange(i + part, m);
                    for (int j = 0; j < k; j++) {
                        FloatVector.fromMemorySegment(F, src, from + j * stride, LE, some).intoMemorySegment(block,
                                first + 4L * UPRIGHT * j, LE);
                    }
                }
            }
        }
    }

    private static void upright(MemorySegment src, long from, long stride, int k, MemorySegment block, long to) {
        for (int j = 0; j < k; j++) {
            FloatVector.fromMemorySegment(F, src, from + j * stride, LE).intoMemorySegment(block,
                    to + 4L * UPRIGHT * j, LE);
        }
    }

    /// Rows of `a` in any layout, as [#rows] leaves them.
    static void anyRows(MemorySegment src, long at, long row, long column, int m, int k, MemorySegment block, long to,
            long gap) {
        for (int i = 0; i < m || i % Tiles.ROWS != 0; i++) {
            long from = at + Math.min(i, m - 1) * row;
            for (int j = 0; j < k; j++) {
                block.set(JAVA_FLOAT_UNALIGNED, to + i * gap + 4L * j,
                        src.get(JAVA_FLOAT_UNALIGNED, from + j * column));
            }
        }
    }

    /// `columns` runs of `k` numbers, or none, in the corner of a square of zeros.
    private static void corner(MemorySegment src, long at, long stride, int k, int columns, MemorySegment square) {
        VectorMask<Float> some = SQUARE.indexInRange(0, k);
        for (int j = 0; j < columns; j++) {
            FloatVector.fromMemorySegment(SQUARE, src, at + j * stride, LE, some).intoMemorySegment(square,
                    4L * SIDE * j, LE);
        }
        for (int j = Math.max(0, columns); j < SIDE; j++) {
            FloatVector.zero(SQUARE).intoMemorySegment(square, 4L * SIDE * j, LE);
        }
    }

    private static void turn(MemorySegment src, long at, long stride, MemorySegment dst, long to) {
        if (SIDE == 16) {
            turn16(src, at, stride, dst, to);
        } else {
            turn4(src, at, stride, dst, to);
        }
    }

    private static void turn4(MemorySegment src, long at, long stride, MemorySegment dst, long to) {
        FloatVector v0 = FloatVector.fromMemorySegment(SQUARE, src, at, LE);
        FloatVector v1 = FloatVector.fromMemorySegment(SQUARE, src, at + stride, LE);
        FloatVector v2 = FloatVector.fromMemorySegment(SQUARE, src, at + 2 * stride, LE);
        FloatVector v3 = FloatVector.fromMemorySegment(SQUARE, src, at + 3 * stride, LE);
        FloatVector t;
        t = v0;
        v0 = t.blend(v1.rearrange(X1), M1);
        v1 = t.rearrange(X1).blend(v1, M1);
        t = v2;
        v2 = t.blend(v3.rearrange(X1), M1);
        v3 = t.rearrange(X1).blend(v3, M1);
        t = v0;
        v0 = t.blend(v2.rearrange(X2), M2);
        v2 = t.rearrange(X2).blend(v2, M2);
        t = v1;
        v1 = t.blend(v3.rearrange(X2), M2);
        v3 = t.rearrange(X2).blend(v3, M2);
        v0.intoMemorySegment(dst, to, LE);
        v1.intoMemorySegment(dst, to + ROW, LE);
        v2.intoMemorySegment(dst, to + 2 * ROW, LE);
        v3.intoMemorySegment(dst, to + 3 * ROW, LE);
    }

    /// Four rounds exchange the off-diagonal halves of ever larger squares: 1 × 1, 2 × 2, 4 × 4, 8 × 8.
    private static void turn16(MemorySegment src, long at, long stride, MemorySegment dst, long to) {
        FloatVector v0 = FloatVector.fromMemorySegment(SQUARE, src, at, LE);
        FloatVector v1 = FloatVector.fromMemorySegment(SQUARE, src, at + stride, LE);
        FloatVector v2 = FloatVector.fromMemorySegment(SQUARE, src, at + 2 * stride, LE);
        FloatVector v3 = FloatVector.fromMemorySegment(SQUARE, src, at + 3 * stride, LE);
        FloatVector v4 = FloatVector.fromMemorySegment(SQUARE, src, at + 4 * stride, LE);
        FloatVector v5 = FloatVector.fromMemorySegment(SQUARE, src, at + 5 * stride, LE);
        FloatVector v6 = FloatVector.fromMemorySegment(SQUARE, src, at + 6 * stride, LE);
        FloatVector v7 = FloatVector.fromMemorySegment(SQUARE, src, at + 7 * stride, LE);
        FloatVector v8 = FloatVector.fromMemorySegment(SQUARE, src, at + 8 * stride, LE);
        FloatVector v9 = FloatVector.fromMemorySegment(SQUARE, src, at + 9 * stride, LE);
        FloatVector v10 = FloatVector.fromMemorySegment(SQUARE, src, at + 10 * stride, LE);
        FloatVector v11 = FloatVector.fromMemorySegment(SQUARE, src, at + 11 * stride, LE);
        FloatVector v12 = FloatVector.fromMemorySegment(SQUARE, src, at + 12 * stride, LE);
        FloatVector v13 = FloatVector.fromMemorySegment(SQUARE, src, at + 13 * stride, LE);
        FloatVector v14 = FloatVector.fromMemorySegment(SQUARE, src, at + 14 * stride, LE);
        FloatVector v15 = FloatVector.fromMemorySegment(SQUARE, src, at + 15 * stride, LE);
        FloatVector t;
        t = v0;
        v0 = t.blend(v1.rearrange(X1), M1);
        v1 = t.rearrange(X1).blend(v1, M1);
        t = v2;
        v2 = t.blend(v3.rearrange(X1), M1);
        v3 = t.rearrange(X1).blend(v3, M1);
        t = v4;
        v4 = t.blend(v5.rearrange(X1), M1);
        v5 = t.rearrange(X1).blend(v5, M1);
        t = v6;
        v6 = t.blend(v7.rearrange(X1), M1);
        v7 = t.rearrange(X1).blend(v7, M1);
        t = v8;
        v8 = t.blend(v9.rearrange(X1), M1);
        v9 = t.rearrange(X1).blend(v9, M1);
        t = v10;
        v10 = t.blend(v11.rearrange(X1), M1);
        v11 = t.rearrange(X1).blend(v11, M1);
        t = v12;
        v12 = t.blend(v13.rearrange(X1), M1);
        v13 = t.rearrange(X1).blend(v13, M1);
        t = v14;
        v14 = t.blend(v15.rearrange(X1), M1);
        v15 = t.rearrange(X1).blend(v15, M1);
        t = v0;
        v0 = t.blend(v2.rearrange(X2), M2);
        v2 = t.rearrange(X2).blend(v2, M2);
        t = v1;
        v1 = t.blend(v3.rearrange(X2), M2);
        v3 = t.rearrange(X2).blend(v3, M2);
        t = v4;
        v4 = t.blend(v6.rearrange(X2), M2);
        v6 = t.rearrange(X2).blend(v6, M2);
        t = v5;
        v5 = t.blend(v7.rearrange(X2), M2);
        v7 = t.rearrange(X2).blend(v7, M2);
        t = v8;
        v8 = t.blend(v10.rearrange(X2), M2);
        v10 = t.rearrange(X2).blend(v10, M2);
        t = v9;
        v9 = t.blend(v11.rearrange(X2), M2);
        v11 = t.rearrange(X2).blend(v11, M2);
        t = v12;
        v12 = t.blend(v14.rearrange(X2), M2);
        v14 = t.rearrange(X2).blend(v14, M2);
        t = v13;
        v13 = t.blend(v15.rearrange(X2), M2);
        v15 = t.rearrange(X2).blend(v15, M2);
        t = v0;
        v0 = t.blend(v4.rearrange(X4), M4);
        v4 = t.rearrange(X4).blend(v4, M4);
        t = v1;
        v1 = t.blend(v5.rearrange(X4), M4);
        v5 = t.rearrange(X4).blend(v5, M4);
        t = v2;
        v2 = t.blend(v6.rearrange(X4), M4);
        v6 = t.rearrange(X4).blend(v6, M4);
        t = v3;
        v3 = t.blend(v7.rearrange(X4), M4);
        v7 = t.rearrange(X4).blend(v7, M4);
        t = v8;
        v8 = t.blend(v12.rearrange(X4), M4);
        v12 = t.rearrange(X4).blend(v12, M4);
        t = v9;
        v9 = t.blend(v13.rearrange(X4), M4);
        v13 = t.rearrange(X4).blend(v13, M4);
        t = v10;
        v10 = t.blend(v14.rearrange(X4), M4);
        v14 = t.rearrange(X4).blend(v14, M4);
        t = v11;
        v11 = t.blend(v15.rearrange(X4), M4);
        v15 = t.rearrange(X4).blend(v15, M4);
        t = v0;
        v0 = t.blend(v8.rearrange(X8), M8);
        v8 = t.rearrange(X8).blend(v8, M8);
        t = v1;
        v1 = t.blend(v9.rearrange(X8), M8);
        v9 = t.rearrange(X8).blend(v9, M8);
        t = v2;
        v2 = t.blend(v10.rearrange(X8), M8);
        v10 = t.rearrange(X8).blend(v10, M8);
        t = v3;
        v3 = t.blend(v11.rearrange(X8), M8);
        v11 = t.rearrange(X8).blend(v11, M8);
        t = v4;
        v4 = t.blend(v12.rearrange(X8), M8);
        v12 = t.rearrange(X8).blend(v12, M8);
        t = v5;
        v5 = t.blend(v13.rearrange(X8), M8);
        v13 = t.rearrange(X8).blend(v13, M8);
        t = v6;
        v6 = t.blend(v14.rearrange(X8), M8);
        v14 = t.rearrange(X8).blend(v14, M8);
        t = v7;
        v7 = t.blend(v15.rearrange(X8), M8);
        v15 = t.rearrange(X8).blend(v15, M8);
        v0.intoMemorySegment(dst, to, LE);
        v1.intoMemorySegment(dst, to + ROW, LE);
        v2.intoMemorySegment(dst, to + 2 * ROW, LE);
        v3.intoMemorySegment(dst, to + 3 * ROW, LE);
        v4.intoMemorySegment(dst, to + 4 * ROW, LE);
        v5.intoMemorySegment(dst, to + 5 * ROW, LE);
        v6.intoMemorySegment(dst, to + 6 * ROW, LE);
        v7.intoMemorySegment(dst, to + 7 * ROW, LE);
        v8.intoMemorySegment(dst, to + 8 * ROW, LE);
        v9.intoMemorySegment(dst, to + 9 * ROW, LE);
        v10.intoMemorySegment(dst, to + 10 * ROW, LE);
        v11.intoMemorySegment(dst, to + 11 * ROW, LE);
        v12.intoMemorySegment(dst, to + 12 * ROW, LE);
        v13.intoMemorySegment(dst, to + 13 * ROW, LE);
        v14.intoMemorySegment(dst, to + 14 * ROW, LE);
        v15.intoMemorySegment(dst, to + 15 * ROW, LE);
    }
}
