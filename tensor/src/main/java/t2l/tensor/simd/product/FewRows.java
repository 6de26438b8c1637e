package t2l.tensor.simd.product;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static jdk.incubator.vector.FloatVector.zero;
import static t2l.tensor.simd.lanes.Lanes.BYTES;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;
import static t2l.tensor.simd.lanes.Lanes.VIRTUAL;
import static t2l.tensor.simd.lanes.RawMemory.ALL;
import static t2l.tensor.simd.lanes.RawMemory.MASK;
import static t2l.tensor.simd.lanes.RawMemory.get;
import static t2l.tensor.simd.lanes.RawMemory.set;
import static t2l.tensor.simd.lanes.RawMemory.store;
import static t2l.tensor.simd.product.OneRow.C1;
import static t2l.tensor.simd.product.OneRow.C2;
import static t2l.tensor.simd.product.OneRow.C3;
import static t2l.tensor.simd.product.OneRow.P1;
import static t2l.tensor.simd.product.OneRow.P2;
import static t2l.tensor.simd.product.OneRow.P3;

import jdk.incubator.vector.FloatVector;
import t2l.tensor.Parallel;
import t2l.tensor.simd.lanes.Lanes;
import t2l.tensor.simd.lanes.Scratch;

/// Products of few rows of `a` with columns of `b` that are contiguous: decoding one token or a handful of them. A weight is
/// used too rarely to be packed: it is read once, where it lies.
///
/// ```
///    column j       ░░░░░░│░░░░░░│░░ ──▶ k      four columns at a time, a piece of PIECE elements at a time:
///           j+1     ░░░░░░│░░░░░░│░░ ──▶        floats, or made floats in the first-level cache, where all
///           j+2     ░░░░░░│░░░░░░│░░ ──▶        rows meet them
///           j+3     ░░░░░░│░░░░░░│░░ ──▶
///
///    row i          ▓▓▓▓▓▓│                     c c c c       each c: sixteen lanes, folded at the end
///        i+1        ▓▓▓▓▓▓│                     c c c c
/// ```
///
/// Lane `l` of a sum adds the products of the elements `l, l + 16, …` in this order, quantised ones after their scale; what
/// is beyond the last whole sixteen is added to the folded sum one by one. A row's result is the same beside any other
/// rows, of any number up to [#ROWS]. A single row needs no floats in memory: [OneRow].
final class FewRows {
    /// Rows up to which this is the faster way.
    static final int ROWS = 16;

    /// Length of a sum from which folding its lanes does not matter much.
    private static final int LONG = 64;

    /// Sums of more elements have bytes that no `int` counts.
    private static final int MOST = 1 << 29;

    /// Columns that are read at once.
    private static final int COLUMNS = 4;

    /// Elements of a column that all rows meet before the next.
    private static final int PIECE = 512;

    /// Multiply-adds of one task, at least.
    private static final long TASK = 1 << 16;

    /// Tasks for each thread in a large product. Fewer have longer streams, and leave the other threads idle for longer while
    /// the last one runs.
    private static final long SHARES = 32;

    /// Sums of a single row that wait for each other before they are folded, for no weights are read then. They fit into
    /// [#SUMS].
    private static final int FOLDED = 64;

    /// Bytes of a sum's lanes.
    private static final long SUM = 4L * VIRTUAL;

    /// Bytes of the sums of some rows and [#COLUMNS] columns.
    private static final long SUMS = (ROWS + 4) * COLUMNS * SUM;

    private final Product p;
    private final Parallel threads;
    private final Scratch scratch;
    private final Scratch row = new Scratch(1);
    private final Parallel.Body body = this::run;
    private long x;
    private long xRow;
    private long xItem;
    private int columns;
    private int tasks;

    FewRows(Product p, Parallel threads) {
        this.p = p;
        this.threads = threads;
        scratch = new Scratch(threads.threads());
    }

    /// Whether this is the way for the product as it stands.
    boolean suits() {
        return p.m <= ROWS && p.k >= LONG && p.k < MOST && p.b.row == 1 && p.a.isFloat()
                && (p.m == 1 || p.a.column == 1) && (!p.b.dtype.quantised() || p.k % FrozenWeights.BLOCK == 0);
    }

    /// Computes all products.
    void run() {
        scratch.reserve(SUMS + 4L * PIECE * COLUMNS);
        x = p.a.addressOf(0, 0, 0);
        xRow = 4 * p.a.row;
        xItem = p.count > 1 ? p.a.addressOf(1, 0, 0) - x : 0;
        if (p.a.column != 1) {
            collect();
        }
        long column = (long) p.m * p.k;
        long task = Math.max(TASK, column * p.n / (SHARES * threads.threads()));
        columns = Math.clamp(task / column / Lanes.SUMS * Lanes.SUMS, Lanes.SUMS, Math.max(Lanes.SUMS, p.n));
        tasks = Math.ceilDiv(p.n, columns);
        int grain = Math.clamp(TASK / Math.max(1, (long) p.m * p.k * Math.min(p.n, columns)), 1, 1 << 20);
        threads.rows(p.count * tasks, grain, body);
    }

    /// Copies single rows whose elements lie apart.
    private void collect() {
        row.reserve(4L * p.k * p.count);
        x = row.at(0);
        xItem = 4L * p.k;
        for (int item = 0; item < p.count; item++) {
            for (int k = 0; k < p.k; k++) {
                set(x + item * xItem + 4L * k, get(p.a.addressOf(item, 0, k)));
            }
        }
    }

    private void run(int worker, int from, int to) {
        long sums = scratch.at(worker);
        for (int task = from; task < to; task++) {
            int item = task / tasks;
            int j = task % tasks * columns;
            int end = Math.min(p.n, j + columns);
            if (p.m == 1) {
                single(item, j, end, x + item * xItem, sums);
            } else {
                several(item, j, end, x + item * xItem, sums);
            }
        }
    }

    /// Columns `j0 … j1` of a single row. Those that are summed at once lie apart, and the next ones are the ones behind them:
    /// the weight is read in a few long streams, which the processor foresees. Columns that are left over go one by one.
    private void single(int item, int j0, int j1, long x, long sums) {
        int apart = (j1 - j0) / OneRow.COLUMNS;
        long row = p.b.addressOf(item, 0, apart) - p.b.addressOf(item, 0, 0);
        int whole = p.k / VIRTUAL * VIRTUAL;
        int n;
        for (int i = 0; i < apart; i += n) {
            n = Math.min(FOLDED / OneRow.COLUMNS, apart - i);
            for (int q = 0; q < n; q++) {
                OneRow.sum(p.b.dtype, whole, p.b.addressOf(item, 0, j0 + i + q), row, x,
                        sums + SUM * OneRow.COLUMNS * q);
            }
            for (int q = 0; q < n * OneRow.COLUMNS; q += Lanes.SUMS) {
                Lanes.fold(sums + SUM * q);
            }
            for (int q = 0; q < n * OneRow.COLUMNS; q++) {
                put(item, 0, j0 + i + q / OneRow.COLUMNS + q % OneRow.COLUMNS * apart,
                        get(sums + SUM * Lanes.SUMS * (q / Lanes.SUMS) + 8L * (q % Lanes.SUMS)), x);
            }
        }
        for (int j = j0 + apart * OneRow.COLUMNS; j < j1; j++) {
            OneRow.sum(p.b.dtype, whole, p.b.addressOf(item, 0, j), 0, x, sums);
            Lanes.fold(sums);
            put(item, 0, j, get(sums), x);
        }
    }

    /// Columns `j0 … j1` of several rows, four at once; those that are left over go one by one.
    private void several(int item, int j0, int j1, long x, long sums) {
        int width;
        for (int j = j0; j < j1; j += width) {
            width = j1 - j < COLUMNS ? 1 : COLUMNS;
            sum(item, j, width, x, sums);
            long at = sums;
            int rows;
            for (int i = 0; i < p.m; i += rows) {
                rows = rows(i);
                int first = Math.min(i, p.m - rows);
                for (int r = 0; r < rows; r += 2, at += Lanes.SUMS * SUM) {
                    Lanes.fold(at);
                    for (int q = Math.max(0, i - first - r); q < 2; q++) {
                        for (int c = 0; c < width; c++) {
                            put(item, first + r + q, j + c, get(at + 8L * (q * COLUMNS + c)),
                                    x + (first + r + q) * xRow);
                        }
                    }
                }
            }
        }
    }

    /// The lanes of the sums of all rows and some columns from `j` on.
    private void sum(int item, int j, int width, long x, long sums) {
        int whole = p.k / VIRTUAL * VIRTUAL;
        long floats = sums + SUMS;
        for (long at = 0; at < SUMS; at += BYTES) {
            store(zero(F), sums + at);
        }
        int n;
        for (int k = 0; k < whole; k += n) {
            n = Math.min(PIECE, whole - k);
            long w = p.b.addressOf(item, k, j);
            long apart = p.b.addressOf(item, k, j + 1) - w;
            if (!p.b.isFloat()) {
                for (int c = 0; c < width; c++) {
                    FrozenWeights.toFloats(p.b.dtype, w + c * apart, n, floats + 4L * PIECE * c);
                }
                w = floats;
                apart = 4L * PIECE;
            }
            apart = width == 1 ? 0 : apart;
            long to = sums;
            int rows;
            for (int i = 0; i < p.m; i += rows, to += COLUMNS * SUM * rows) {
                rows = rows(i);
                long from = x + Math.min(i, p.m - rows) * xRow + 4L * k;
                for (int c = 0; c < COLUMNS; c += OneRow.COLUMNS) {
                    if (rows == 4) {
                        four(n, w + c * apart, apart, from, xRow, to + c * SUM);
                    } else {
                        two(n, w + c * apart, apart, from, xRow, to + c * SUM);
                    }
                }
            }
        }
    }

    /// How many rows from row `i` on meet a piece together: four if there are registers for so many.
    private int rows(int i) {
        return L == VIRTUAL && p.m >= 4 && p.m - i > 2 ? 4 : 2;
    }

    /// Writes a result, to whose sum the elements after the last whole sixteen are still to be added.
    private void put(int item, int i, int j, float sum, long x) {
        for (int k = p.k / VIRTUAL * VIRTUAL; k < p.k; k++) {
            sum = Math.fma(get(x + 4L * k), FrozenWeights.single(p.b.dtype, p.b.addressOf(item, k, j)), sum);
        }
        long at = p.c.addressOf(item, i, j);
        set(at, p.add ? Math.fma(p.alpha, sum, get(at)) : sum);
    }

    /// Adds the products of two rows with [OneRow#COLUMNS] columns, `n` elements of each, to the lanes at `sums`.
    private static void two(int n, long w, long row, long x, long xRow, long sums) {
        long w1 = w + C1 * row + 4 * P1;
        long w2 = w + C2 * row + 4 * P2;
        long w3 = w + C3 * row + 4 * P3;
        long x1 = x + xRow;
        FloatVector s00 = fromMemorySegment(F, ALL, sums & MASK, LE);
        FloatVector s01 = fromMemorySegment(F, ALL, sums + 64 * C1 + 4 * P1 & MASK, LE);
        FloatVector s02 = fromMemorySegment(F, ALL, sums + 64 * C2 + 4 * P2 & MASK, LE);
        FloatVector s03 = fromMemorySegment(F, ALL, sums + 64 * C3 + 4 * P3 & MASK, LE);
        FloatVector s10 = fromMemorySegment(F, ALL, sums + 256 & MASK, LE);
        FloatVector s11 = fromMemorySegment(F, ALL, sums + 256 + 64 * C1 + 4 * P1 & MASK, LE);
        FloatVector s12 = fromMemorySegment(F, ALL, sums + 256 + 64 * C2 + 4 * P2 & MASK, LE);
        FloatVector s13 = fromMemorySegment(F, ALL, sums + 256 + 64 * C3 + 4 * P3 & MASK, LE);
        for (int i = 0; i < 4 * n; i += 64) {
            FloatVector v0 = fromMemorySegment(F, ALL, w + i & MASK, LE);
            FloatVector v1 = fromMemorySegment(F, ALL, w1 + i & MASK, LE);
            FloatVector v2 = fromMemorySegment(F, ALL, w2 + i & MASK, LE);
            FloatVector v3 = fromMemorySegment(F, ALL, w3 + i & MASK, LE);
            s00 = v0.fma(fromMemorySegment(F, ALL, x + i & MASK, LE), s00);
            s01 = v1.fma(fromMemorySegment(F, ALL, x + i + 4 * P1 & MASK, LE), s01);
            s02 = v2.fma(fromMemorySegment(F, ALL, x + i + 4 * P2 & MASK, LE), s02);
            s03 = v3.fma(fromMemorySegment(F, ALL, x + i + 4 * P3 & MASK, LE), s03);
            s10 = v0.fma(fromMemorySegment(F, ALL, x1 + i & MASK, LE), s10);
            s11 = v1.fma(fromMemorySegment(F, ALL, x1 + i + 4 * P1 & MASK, LE), s11);
            s12 = v2.fma(fromMemorySegment(F, ALL, x1 + i + 4 * P2 & MASK, LE), s12);
            s13 = v3.fma(fromMemorySegment(F, ALL, x1 + i + 4 * P3 & MASK, LE), s13);
        }
        s00.intoMemorySegment(ALL, sums & MASK, LE);
        s01.intoMemorySegment(ALL, sums + 64 * C1 + 4 * P1 & MASK, LE);
        s02.intoMemorySegment(ALL, sums + 64 * C2 + 4 * P2 & MASK, LE);
        s03.intoMemorySegment(ALL, sums + 64 * C3 + 4 * P3 & MASK, LE);
        s10.intoMemorySegment(ALL, sums + 256 & MASK, LE);
        s11.intoMemorySegment(ALL, sums + 256 + 64 * C1 + 4 * P1 & MASK, LE);
        s12.intoMemorySegment(ALL, sums + 256 + 64 * C2 + 4 * P2 & MASK, LE);
        s13.intoMemorySegment(ALL, sums + 256 + 64 * C3 + 4 * P3 & MASK, LE);
    }

    /// As [#two], for four rows.
    private static void four(int n, long w, long row, long x, long xRow, long sums) {
        long w1 = w + C1 * row + 4 * P1;
        long w2 = w + C2 * row + 4 * P2;
        long w3 = w + C3 * row + 4 * P3;
        long x1 = x + xRow;
        long x2 = x + 2 * xRow;
        long x3 = x + 3 * xRow;
        FloatVector s00 = fromMemorySegment(F, ALL, sums & MASK, LE);
        FloatVector s01 = fromMemorySegment(F, ALL, sums + 64 * C1 + 4 * P1 & MASK, LE);
        FloatVector s02 = fromMemorySegment(F, ALL, sums + 64 * C2 + 4 * P2 & MASK, LE);
        FloatVector s03 = fromMemorySegment(F, ALL, sums + 64 * C3 + 4 * P3 & MASK, LE);
        FloatVector s10 = fromMemorySegment(F, ALL, sums + 256 & MASK, LE);
        FloatVector s11 = fromMemorySegment(F, ALL, sums + 256 + 64 * C1 + 4 * P1 & MASK, LE);
        FloatVector s12 = fromMemorySegment(F, ALL, sums + 256 + 64 * C2 + 4 * P2 & MASK, LE);
        FloatVector s13 = fromMemorySegment(F, ALL, sums + 256 + 64 * C3 + 4 * P3 & MASK, LE);
        FloatVector s20 = fromMemorySegment(F, ALL, sums + 512 & MASK, LE);
        FloatVector s21 = fromMemorySegment(F, ALL, sums + 512 + 64 * C1 + 4 * P1 & MASK, LE);
        FloatVector s22 = fromMemorySegment(F, ALL, sums + 512 + 64 * C2 + 4 * P2 & MASK, LE);
        FloatVector s23 = fromMemorySegment(F, ALL, sums + 512 + 64 * C3 + 4 * P3 & MASK, LE);
        FloatVector s30 = fromMemorySegment(F, ALL, sums + 768 & MASK, LE);
        FloatVector s31 = fromMemorySegment(F, ALL, sums + 768 + 64 * C1 + 4 * P1 & MASK, LE);
        FloatVector s32 = fromMemorySegment(F, ALL, sums + 768 + 64 * C2 + 4 * P2 & MASK, LE);
        FloatVector s33 = fromMemorySegment(F, ALL, sums + 768 + 64 * C3 + 4 * P3 & MASK, LE);
        for (int i = 0; i < 4 * n; i += 64) {
            FloatVector v0 = fromMemorySegment(F, ALL, w + i & MASK, LE);
            FloatVector v1 = fromMemorySegment(F, ALL, w1 + i & MASK, LE);
            FloatVector v2 = fromMemorySegment(F, ALL, w2 + i & MASK, LE);
            FloatVector v3 = fromMemorySegment(F, ALL, w3 + i & MASK, LE);
            s00 = v0.fma(fromMemorySegment(F, ALL, x + i & MASK, LE), s00);
            s01 = v1.fma(fromMemorySegment(F, ALL, x + i + 4 * P1 & MASK, LE), s01);
            s02 = v2.fma(fromMemorySegment(F, ALL, x + i + 4 * P2 & MASK, LE), s02);
            s03 = v3.fma(fromMemorySegment(F, ALL, x + i + 4 * P3 & MASK, LE), s03);
            s10 = v0.fma(fromMemorySegment(F, ALL, x1 + i & MASK, LE), s10);
            s11 = v1.fma(fromMemorySegment(F, ALL, x1 + i + 4 * P1 & MASK, LE), s11);
            s12 = v2.fma(fromMemorySegment(F, ALL, x1 + i + 4 * P2 & MASK, LE), s12);
            s13 = v3.fma(fromMemorySegment(F, ALL, x1 + i + 4 * P3 & MASK, LE), s13);
            s20 = v0.fma(fromMemorySegment(F, ALL, x2 + i & MASK, LE), s20);
            s21 = v1.fma(fromMemorySegment(F, ALL, x2 + i + 4 * P1 & MASK, LE), s21);
            s22 = v2.fma(fromMemorySegment(F, ALL, x2 + i + 4 * P2 & MASK, LE), s22);
            s23 = v3.fma(fromMemorySegment(F, ALL, x2 + i + 4 * P3 & MASK, LE), s23);
            s30 = v0.fma(fromMemorySegment(F, ALL, x3 + i & MASK, LE), s30);
            s31 = v1.fma(fromMemorySegment(F, ALL, x3 + i + 4 * P1 & MASK, LE), s31);
            s32 = v2.fma(fromMemorySegment(F, ALL, x3 + i + 4 * P2 & MASK, LE), s32);
            s33 = v3.fma(fromMemorySegment(F, ALL, x3 + i + 4 * P3 & MASK, LE), s33);
        }
        s00.intoMemorySegment(ALL, sums & MASK, LE);
        s01.intoMemorySegment(ALL, sums + 64 * C1 + 4 * P1 & MASK, LE);
        s02.intoMemorySegment(ALL, sums + 64 * C2 + 4 * P2 & MASK, LE);
        s03.intoMemorySegment(ALL, sums + 64 * C3 + 4 * P3 & MASK, LE);
        s10.intoMemorySegment(ALL, sums + 256 & MASK, LE);
        s11.intoMemorySegment(ALL, sums + 256 + 64 * C1 + 4 * P1 & MASK, LE);
        s12.intoMemorySegment(ALL, sums + 256 + 64 * C2 + 4 * P2 & MASK, LE);
        s13.intoMemorySegment(ALL, sums + 256 + 64 * C3 + 4 * P3 & MASK, LE);
        s20.intoMemorySegment(ALL, sums + 512 & MASK, LE);
        s21.intoMemorySegment(ALL, sums + 512 + 64 * C1 + 4 * P1 & MASK, LE);
        s22.intoMemorySegment(ALL, sums + 512 + 64 * C2 + 4 * P2 & MASK, LE);
        s23.intoMemorySegment(ALL, sums + 512 + 64 * C3 + 4 * P3 & MASK, LE);
        s30.intoMemorySegment(ALL, sums + 768 & MASK, LE);
        s31.intoMemorySegment(ALL, sums + 768 + 64 * C1 + 4 * P1 & MASK, LE);
        s32.intoMemorySegment(ALL, sums + 768 + 64 * C2 + 4 * P2 & MASK, LE);
        s33.intoMemorySegment(ALL, sums + 768 + 64 * C3 + 4 * P3 & MASK, LE);
    }
}
