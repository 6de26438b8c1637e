package t2l.tensor.simd.product;

import static t2l.tensor.simd.lanes.Exact.exact;
import static t2l.tensor.simd.lanes.Lanes.*;
import static t2l.tensor.simd.lanes.RawMemory.*;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import module java.base;
import t2l.tensor.simd.lanes.Build.*;
import t2l.tensor.simd.lanes.Exact;
import t2l.tensor.simd.lanes.Part;

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
    private static final VectorShuffle<Float> Y1 = swap(FOUR, 1);
    private static final VectorShuffle<Float> Y2 = swap(FOUR, 2);
    private static final VectorMask<Float> N1 = with(FOUR, 1);
    private static final VectorMask<Float> N2 = with(FOUR, 2);

    /// As many lanes as a panel of `a` has rows.
    private static final VectorSpecies<Float> UPRIGHT = VectorSpecies.of(float.class,
            VectorShape.forBitSize(32 * Tile.ROWS));

    /// Where the numbers come from in a round of [#transpose16]: below 16 from the first register, else from the second.
    private static final IntVector EVEN1 = even(1);
    private static final IntVector EVEN2 = even(2);
    private static final IntVector EVEN4 = even(4);
    private static final IntVector EVEN8 = even(8);
    private static final IntVector ODD1 = odd(1);
    private static final IntVector ODD2 = odd(2);
    private static final IntVector ODD4 = odd(4);
    private static final IntVector ODD8 = odd(8);

    private static final Class<FloatVector> RUNS = Exact.type(FloatVector.zero(RUN));
    private static final Class<FloatVector> FOURS = Exact.type(FloatVector.zero(FOUR));
    private static final Class<FloatVector> UPRIGHTS = Exact.type(FloatVector.zero(UPRIGHT));

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

    private static IntVector even(int bit) {
        return indices(j -> (j & bit) == 0 ? j : L + (j ^ bit));
    }

    private static IntVector odd(int bit) {
        return indices(j -> (j & bit) == 0 ? j ^ bit : L + j);
    }

    private static IntVector indices(IntUnaryOperator f) {
        return IntVector.fromArray(I, IntStream.range(0, L).map(f).toArray(), 0);
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
                transpose(from, column, columns, k, to, 4L * Tile.COLUMNS);
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
                transpose(from, row, rows, k, panel, 4L * Tile.ROWS);
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
                VectorMask<Float> some = Part.rest(j, columns);
                for (int i = 0; i < k; i++) {
                    store(load(from + i * row + 4L * j, some), to + (4L * Tile.COLUMNS) * i + 4L * j);
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
                UPRIGHTS.cast(
                        FloatVector.fromMemorySegment(UPRIGHT, ALL, from + column * i + 4L * Tile.ROWS * j & MASK, LE))
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
    public static void transpose(long src, long stride, int columns, int k, long dst, long step) {
        if (k < 4) {
            scatter(src, 4, stride, k, columns, dst, step);
            return;
        }
        boolean narrow = L == 4 || k < L || step < 32;
        int runs = narrow ? 4 : L == 16 && step % 64 == 0 ? 16 : 8;
        int length = narrow ? 4 : L;
        for (int j = 0; j < columns; j += runs) {
            long from = src + j * stride;
            long to = dst + 4L * j;
            if (runs == 16) {
                transpose16(from, stride, columns - j - 1, k / 16, to, step);
                if (k % 16 > 0) {
                    transpose16(from + 4L * (k - 16), stride, columns - j - 1, 1, to + (k - 16) * step, step);
                }
                continue;
            }
            for (int i = 0; i < k; i += length) {
                int at = Math.min(i, k - length);
                transpose(runs, from + 4L * at, stride, columns - j - 1, to + at * step, step);
            }
        }
    }

    @Inlined
    private static IntVector ints(long at) {
        return exact(IntVector.fromMemorySegment(I, ALL, at & MASK, LE));
    }

    @Inlined
    private static void put(IntVector v, long at) {
        exact(v).intoMemorySegment(ALL, at & MASK, LE);
    }

    /// Transposes `squares` of 16 × 16 numbers, one after the other. Four rounds exchange the off-diagonal parts of ever larger
    /// squares: 1 × 1, 2 × 2, 4 × 4, 8 × 8. The first two concern neighbours, the others every fourth slot. Runs after the
    /// `last` repeat it.
    private static void transpose16(long src, long stride, int last, int squares, long dst, long step) {
        for (int i = 0; i < 16; i += 4) {
            transposeNeighbours(src + Math.min(i, last) * stride, src + Math.min(i + 1, last) * stride,
                    src + Math.min(i + 2, last) * stride, src + Math.min(i + 3, last) * stride, squares,
                    dst + i * step, step);
        }
        for (int i = 0; i < 4; i++) {
            transposeFourths(squares, dst + i * step, 4 * step);
        }
    }

    private static void transposeNeighbours(long a0, long a1, long a2, long a3, int squares, long dst, long step) {
        for (int i = 0; i < squares; i++) {
            long at = 64L * i;
            exchange(ints(a0 + at), ints(a1 + at), ints(a2 + at), ints(a3 + at), EVEN1, ODD1, EVEN2, ODD2,
                    dst + 16 * step * i, step);
        }
    }

    private static void transposeFourths(int squares, long dst, long step) {
        for (int i = 0; i < squares; i++) {
            long at = dst + 4 * step * i;
            exchange(ints(at), ints(at + step), ints(at + 2 * step), ints(at + 3 * step), EVEN4, ODD4, EVEN8, ODD8,
                    at, step);
        }
    }

    /// Two rounds, the first between neighbours of the four registers.
    @Inlined
    private static void exchange(IntVector v0, IntVector v1, IntVector v2, IntVector v3, IntVector even, IntVector odd,
            IntVector even2, IntVector odd2, long dst, long step) {
        IntVector u0 = even.selectFrom(v0, v1), u1 = odd.selectFrom(v0, v1);
        IntVector u2 = even.selectFrom(v2, v3), u3 = odd.selectFrom(v2, v3);
        put(even2.selectFrom(u0, u2), dst);
        put(even2.selectFrom(u1, u3), dst + step);
        put(odd2.selectFrom(u0, u2), dst + 2 * step);
        put(odd2.selectFrom(u1, u3), dst + 3 * step);
    }

    /// Transposes four runs of four numbers, or eight runs of as many as a register holds. A slot has room for as many numbers as
    /// there are runs; of sixteen that are written to it, the next one overwrites the rest. Each round exchanges the off-diagonal
    /// parts of squares twice as large. Runs after the `last` repeat it.
    @NotInlined
    private static void transpose(@For(ints = {4, 8}) int runs, long src, long stride, int last, long dst, long step) {
        FloatVector[] v = new FloatVector[runs];
        for (@Unrolled
        int j = 0; j < runs; j++) {
            v[j] = run(runs, src + Math.min(j, last) * stride);
        }
        for (@Unrolled
        int bit = 1; bit < runs; bit *= 2) {
            VectorShuffle<Float> swap = runs == 4
                    ? bit == 1 ? Y1 : Y2
                    : bit == 1 ? X1 : bit == 2 ? X2 : X4;
            VectorMask<Float> mask = runs == 4
                    ? bit == 1 ? N1 : N2
                    : bit == 1 ? M1 : bit == 2 ? M2 : M4;
            for (@Unrolled
            int j = 0; j < runs; j++) {
                if ((j & bit) == 0) {
                    FloatVector even = v[j];
                    v[j] = even.blend(v[j + bit].rearrange(swap), mask);
                    v[j + bit] = even.rearrange(swap).blend(v[j + bit], mask);
                }
            }
        }
        if (runs == 8) {
            tripNodeLimit();
        }
        for (@Unrolled
        int j = 0; j < runs; j++) {
            v[j].intoMemorySegment(ALL, dst + j * step & MASK, LE);
        }
        if (runs == 8 && L == 16) {
            for (@Unrolled
            int j = 0; j < runs; j++) {
                v[j].rearrange(X8).intoMemorySegment(ALL, dst + (8 + j) * step & MASK, LE);
            }
        }
    }

    @Inlined
    private static FloatVector run(int runs, long at) {
        return runs == 4
                ? FOURS.cast(FloatVector.fromMemorySegment(FOUR, ALL, at & MASK, LE))
                : RUNS.cast(FloatVector.fromMemorySegment(RUN, ALL, at & MASK, LE));
    }
}
