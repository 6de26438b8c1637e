package t2l.tensor.simd.product;

import static t2l.tensor.simd.lanes.Lanes.BYTES;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;
import static t2l.tensor.simd.lanes.RawMemory.ALL;
import static t2l.tensor.simd.lanes.RawMemory.MASK;
import static t2l.tensor.simd.lanes.RawMemory.get;
import static t2l.tensor.simd.lanes.RawMemory.load;
import static t2l.tensor.simd.lanes.RawMemory.set;
import static t2l.tensor.simd.lanes.RawMemory.store;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Copies pieces of operands into the order in which a [Tile] reads them, so that the innermost loop walks straight
/// through memory.
///
/// ```
///   b[k,n]                      panels: Tile.COLUMNS columns each, row after row
///   ┌──────┬──────┬───┐
///   │ ───▶ │ ───▶ │ ─▶│           0 1 2 … 31 | 0 1 2 … 31 | …
///   │ ───▶ │ ───▶ │   │           row 0        row 1
///   └──────┴──────┴───┘
/// ```
///
/// `a` is packed like `bᵀ`, in panels of [Tile#ROWS] rows: column after column ("upright"). An operand whose numbers are
/// contiguous the other way is transposed on the way, some runs of numbers at a time in registers. What a panel holds
/// beyond the operand's edge is undefined: it meets no element of the result that is kept.
public final class Panels {
    /// Bytes behind panels that packing may overwrite, a multiple of a cache line.
    static final long BEYOND = 64;

    /// A register of a run; registers of four floats are [#FOUR].
    private static final VectorSpecies<Float> RUN = VectorSpecies.of(float.class,
            VectorShape.forBitSize(L == 16 ? 512 : 256));

    private static final VectorSpecies<Float> FOUR = FloatVector.SPECIES_128;
    private static final VectorShuffle<Float> X1 = swap(RUN, 1);
    private static final VectorShuffle<Float> X2 = swap(RUN, 2);
    private static final VectorShuffle<Float> X4 = swap(RUN, 4);
    private static final VectorShuffle<Float> X8 = swap(RUN, 8);
    private static final VectorMask<Float> M1 = with(RUN, 1);
    private static final VectorMask<Float> M2 = with(RUN, 2);
    private static final VectorMask<Float> M4 = with(RUN, 4);
    private static final VectorMask<Float> M8 = with(RUN, 8);
    private static final VectorShuffle<Float> Y1 = swap(FOUR, 1);
    private static final VectorShuffle<Float> Y2 = swap(FOUR, 2);
    private static final VectorMask<Float> N1 = with(FOUR, 1);
    private static final VectorMask<Float> N2 = with(FOUR, 2);

    /// As many lanes as a panel of `a` has rows.
    private static final VectorSpecies<Float> UPRIGHT = VectorSpecies.of(float.class,
            VectorShape.forBitSize(32 * Tile.ROWS));

    private Panels() {}

    private static VectorShuffle<Float> swap(VectorSpecies<Float> species, int distance) {
        return VectorShuffle.fromOp(species, j -> (j ^ distance) & (species.length() - 1));
    }

    /// The lanes whose number has this bit.
    private static VectorMask<Float> with(VectorSpecies<Float> species, int bit) {
        long lanes = 0;
        for (int j = 0; j < species.length(); j++) {
            lanes |= (j & bit) == 0 ? 0 : 1L << j;
        }
        return VectorMask.fromLong(species, lanes);
    }

    /// Bytes of a panel of `b` with `k` rows.
    public static long bytes(int k) {
        return 4L * Tile.COLUMNS * k;
    }

    /// Packs `n` columns of `k` rows of `b` into panels from address `to` on. Element `[i,j]` lies at `b + i·row + j·column`;
    /// one of the two distances is 4, or packing is slow.
    public static void pack(long b, long row, long column, int k, int n, long to) {
        for (int j = 0; j < n; j += Tile.COLUMNS, to += bytes(k)) {
            int columns = Math.min(Tile.COLUMNS, n - j);
            long from = b + j * column;
            if (column == 4) {
                copy(from, row, k, columns, to);
            } else if (row == 4) {
                turn(from, column, columns, k, to, 4L * Tile.COLUMNS);
            } else {
                scatter(from, row, column, k, columns, to, 4L * Tile.COLUMNS);
            }
        }
    }

    /// Packs `m` rows of `k` columns of `a` into upright panels, [#upright] bytes each, as [#pack] does `bᵀ`. Up to [#BEYOND]
    /// bytes behind the last one are overwritten.
    public static void packUpright(long a, long row, long column, int m, int k, long to) {
        int whole = row == 4 ? m / Tile.ROWS : 0;
        if (whole > 0) {
            copyUpright(a, column, k, whole, to);
        }
        for (int i = whole * Tile.ROWS; i < m; i += Tile.ROWS) {
            long from = a + i * row;
            int rows = Math.min(Tile.ROWS, m - i);
            long panel = to + i / Tile.ROWS * upright(k);
            if (column == 4) {
                turn(from, row, rows, k, panel, 4L * Tile.ROWS);
            } else {
                scatter(from, column, row, k, rows, panel, 4L * Tile.ROWS);
            }
        }
    }

    /// Bytes of a panel of `a` with `k` columns.
    public static long upright(int k) {
        return 4L * Tile.ROWS * k;
    }

    private static void copy(long from, long row, int k, int columns, long to) {
        if (columns < Tile.COLUMNS) {
            for (int j = 0; j < columns; j += L) {
                VectorMask<Float> some = F.indexInRange(j, columns);
                for (int i = 0; i < k; i++) {
                    store(FloatVector.fromMemorySegment(F, ALL, from + i * row + 4L * j & MASK, LE, some),
                            to + (4L * Tile.COLUMNS) * i + 4L * j);
                }
            }
            return;
        }
        for (int i = 0; i < k; i++) {
            long p = from + row * i & MASK;
            long q = to + 4L * Tile.COLUMNS * i & MASK;
            for (int j = 0; j < Tile.COLUMNS / L; j++) {
                store(load(p + j * BYTES), q + j * BYTES);
            }
        }
    }

    /// Neighbouring panels side by side, so that whole cache lines are read.
    private static void copyUpright(long from, long column, int k, int panels, long to) {
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < panels; j++) {
                FloatVector.fromMemorySegment(UPRIGHT, ALL, from + column * i + 4L * Tile.ROWS * j & MASK, LE)
                        .intoMemorySegment(ALL, to + upright(k) * j + 4L * Tile.ROWS * i & MASK, LE);
            }
        }
    }

    /// Slot `i` takes the numbers at `from + i·down + j·across`.
    private static void scatter(long from, long down, long across, int k, int columns, long to, long step) {
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < columns; j++) {
                set(to + i * step + 4L * j, get(from + i * down + j * across));
            }
        }
    }

    /// Transposes `columns` runs of `k` contiguous numbers, `stride` bytes apart, into `k` slots, `step` bytes apart: of 4 or 8
    /// floats, or a multiple of 16. The last numbers of the runs are taken together with some before them, to fill a
    /// register. Up to 32 bytes after the last slot are overwritten.
    public static void turn(long src, long stride, int columns, int k, long dst, long step) {
        if (k < 4) {
            scatter(src, 4, stride, k, columns, dst, step);
            return;
        }
        boolean narrow = L == 4 || k < L || step < 32;
        int runs = narrow ? 4 : L == 16 && step % 64 == 0 ? 16 : 8;
        int length = narrow ? 4 : L;
        for (int j = 0; j < columns; j += runs) {
            for (int i = 0; i < k; i += length) {
                int at = Math.min(i, k - length);
                long from = src + j * stride + 4L * at;
                long to = dst + at * step + 4L * j;
                switch (runs) {
                    case 16 -> turn16(from, stride, columns - j - 1, to, step);
                    case 8 -> turn8(from, stride, columns - j - 1, to, step);
                    default -> turn4(from, stride, columns - j - 1, to, step);
                }
            }
        }
    }

    /// Four rounds exchange the off-diagonal parts of ever larger squares: 1 × 1, 2 × 2, 4 × 4, 8 × 8. Runs after the `last`
    /// repeat it.
    private static void turn16(long src, long stride, int last, long dst, long step) {
        FloatVector v0 = FloatVector.fromMemorySegment(RUN, ALL, src & MASK, LE);
        FloatVector v1 = FloatVector.fromMemorySegment(RUN, ALL, src + Math.min(1, last) * stride & MASK, LE);
        FloatVector v2 = FloatVector.fromMemorySegment(RUN, ALL, src + Math.min(2, last) * stride & MASK, LE);
        FloatVector v3 = FloatVector.fromMemorySegment(RUN, ALL, src + Math.min(3, last) * stride & MASK, LE);
        FloatVector v4 = FloatVector.fromMemorySegment(RUN, ALL, src + Math.min(4, last) * stride & MASK, LE);
        FloatVector v5 = FloatVector.fromMemorySegment(RUN, ALL, src + Math.min(5, last) * stride & MASK, LE);
        FloatVector v6 = FloatVector.fromMemorySegment(RUN, ALL, src + Math.min(6, last) * stride & MASK, LE);
        FloatVector v7 = FloatVector.fromMemorySegment(RUN, ALL, src + Math.min(7, last) * stride & MASK, LE);
        FloatVector v8 = FloatVector.fromMemorySegment(RUN, ALL, src + Math.min(8, last) * stride & MASK, LE);
        FloatVector v9 = FloatVector.fromMemorySegment(RUN, ALL, src + Math.min(9, last) * stride & MASK, LE);
        FloatVector v10 = FloatVector.fromMemorySegment(RUN, ALL, src + Math.min(10, last) * stride & MASK, LE);
        FloatVector v11 = FloatVector.fromMemorySegment(RUN, ALL, src + Math.min(11, last) * stride & MASK, LE);
        FloatVector v12 = FloatVector.fromMemorySegment(RUN, ALL, src + Math.min(12, last) * stride & MASK, LE);
        FloatVector v13 = FloatVector.fromMemorySegment(RUN, ALL, src + Math.min(13, last) * stride & MASK, LE);
        FloatVector v14 = FloatVector.fromMemorySegment(RUN, ALL, src + Math.min(14, last) * stride & MASK, LE);
        FloatVector v15 = FloatVector.fromMemorySegment(RUN, ALL, src + Math.min(15, last) * stride & MASK, LE);
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
        v0.intoMemorySegment(ALL, dst & MASK, LE);
        v1.intoMemorySegment(ALL, dst + step & MASK, LE);
        v2.intoMemorySegment(ALL, dst + 2 * step & MASK, LE);
        v3.intoMemorySegment(ALL, dst + 3 * step & MASK, LE);
        v4.intoMemorySegment(ALL, dst + 4 * step & MASK, LE);
        v5.intoMemorySegment(ALL, dst + 5 * step & MASK, LE);
        v6.intoMemorySegment(ALL, dst + 6 * step & MASK, LE);
        v7.intoMemorySegment(ALL, dst + 7 * step & MASK, LE);
        v8.intoMemorySegment(ALL, dst + 8 * step & MASK, LE);
        v9.intoMemorySegment(ALL, dst + 9 * step & MASK, LE);
        v10.intoMemorySegment(ALL, dst + 10 * step & MASK, LE);
        v11.intoMemorySegment(ALL, dst + 11 * step & MASK, LE);
        v12.intoMemorySegment(ALL, dst + 12 * step & MASK, LE);
        v13.intoMemorySegment(ALL, dst + 13 * step & MASK, LE);
        v14.intoMemorySegment(ALL, dst + 14 * step & MASK, LE);
        v15.intoMemorySegment(ALL, dst + 15 * step & MASK, LE);
    }

    /// Eight runs of as many numbers as a register holds. A slot has room for eight numbers; of sixteen that are written to
    /// it, the next one overwrites the rest.
    private static void turn8(long src, long stride, int last, long dst, long step) {
        FloatVector v0 = FloatVector.fromMemorySegment(RUN, ALL, src & MASK, LE);
        FloatVector v1 = FloatVector.fromMemorySegment(RUN, ALL, src + Math.min(1, last) * stride & MASK, LE);
        FloatVector v2 = FloatVector.fromMemorySegment(RUN, ALL, src + Math.min(2, last) * stride & MASK, LE);
        FloatVector v3 = FloatVector.fromMemorySegment(RUN, ALL, src + Math.min(3, last) * stride & MASK, LE);
        FloatVector v4 = FloatVector.fromMemorySegment(RUN, ALL, src + Math.min(4, last) * stride & MASK, LE);
        FloatVector v5 = FloatVector.fromMemorySegment(RUN, ALL, src + Math.min(5, last) * stride & MASK, LE);
        FloatVector v6 = FloatVector.fromMemorySegment(RUN, ALL, src + Math.min(6, last) * stride & MASK, LE);
        FloatVector v7 = FloatVector.fromMemorySegment(RUN, ALL, src + Math.min(7, last) * stride & MASK, LE);
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
        v0.intoMemorySegment(ALL, dst & MASK, LE);
        v1.intoMemorySegment(ALL, dst + step & MASK, LE);
        v2.intoMemorySegment(ALL, dst + 2 * step & MASK, LE);
        v3.intoMemorySegment(ALL, dst + 3 * step & MASK, LE);
        v4.intoMemorySegment(ALL, dst + 4 * step & MASK, LE);
        v5.intoMemorySegment(ALL, dst + 5 * step & MASK, LE);
        v6.intoMemorySegment(ALL, dst + 6 * step & MASK, LE);
        v7.intoMemorySegment(ALL, dst + 7 * step & MASK, LE);
        if (L == 16) {
            v0.rearrange(X8).intoMemorySegment(ALL, dst + 8 * step & MASK, LE);
            v1.rearrange(X8).intoMemorySegment(ALL, dst + 9 * step & MASK, LE);
            v2.rearrange(X8).intoMemorySegment(ALL, dst + 10 * step & MASK, LE);
            v3.rearrange(X8).intoMemorySegment(ALL, dst + 11 * step & MASK, LE);
            v4.rearrange(X8).intoMemorySegment(ALL, dst + 12 * step & MASK, LE);
            v5.rearrange(X8).intoMemorySegment(ALL, dst + 13 * step & MASK, LE);
            v6.rearrange(X8).intoMemorySegment(ALL, dst + 14 * step & MASK, LE);
            v7.rearrange(X8).intoMemorySegment(ALL, dst + 15 * step & MASK, LE);
        }
    }

    private static void turn4(long src, long stride, int last, long dst, long step) {
        FloatVector v0 = FloatVector.fromMemorySegment(FOUR, ALL, src & MASK, LE);
        FloatVector v1 = FloatVector.fromMemorySegment(FOUR, ALL, src + Math.min(1, last) * stride & MASK, LE);
        FloatVector v2 = FloatVector.fromMemorySegment(FOUR, ALL, src + Math.min(2, last) * stride & MASK, LE);
        FloatVector v3 = FloatVector.fromMemorySegment(FOUR, ALL, src + Math.min(3, last) * stride & MASK, LE);
        FloatVector t;
        t = v0;
        v0 = t.blend(v1.rearrange(Y1), N1);
        v1 = t.rearrange(Y1).blend(v1, N1);
        t = v2;
        v2 = t.blend(v3.rearrange(Y1), N1);
        v3 = t.rearrange(Y1).blend(v3, N1);
        t = v0;
        v0 = t.blend(v2.rearrange(Y2), N2);
        v2 = t.rearrange(Y2).blend(v2, N2);
        t = v1;
        v1 = t.blend(v3.rearrange(Y2), N2);
        v3 = t.rearrange(Y2).blend(v3, N2);
        v0.intoMemorySegment(ALL, dst & MASK, LE);
        v1.intoMemorySegment(ALL, dst + step & MASK, LE);
        v2.intoMemorySegment(ALL, dst + 2 * step & MASK, LE);
        v3.intoMemorySegment(ALL, dst + 3 * step & MASK, LE);
    }
}
