package t2l.tensor.simd.product;

import static t2l.tensor.simd.lanes.Lanes.BYTES;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.VIRTUAL;
import static t2l.tensor.simd.lanes.RawMemory.ALL;
import static t2l.tensor.simd.lanes.RawMemory.get;
import static t2l.tensor.simd.lanes.RawMemory.load;
import static t2l.tensor.simd.lanes.RawMemory.set;
import static t2l.tensor.simd.lanes.RawMemory.store;

import java.lang.foreign.MemorySegment;
import t2l.tensor.DType;
import t2l.tensor.Parallel;
import t2l.tensor.simd.lanes.FrozenWeights;
import t2l.tensor.simd.lanes.Lanes;
import t2l.tensor.simd.lanes.Scratch;

/// Products of few rows of `a` with columns of `b` that are contiguous: decoding one token or a handful of them. A weight is
/// used too rarely to be packed: it is read once, where it lies.
///
/// ```
///    column         ░░░░░░│░░░░░░│░░ ──▶ k      some columns at a time, a piece of them at a time: floats, or
///    column         ░░░░░░│░░░░░░│░░ ──▶        made floats in the first-level cache, where all rows meet them
///
///    row i          ▓▓▓▓▓▓│                     c c           each c: sixteen lanes, folded at the end
///        i+1        ▓▓▓▓▓▓│                     c c
/// ```
///
/// Lane `l` of a sum adds the products of the elements `l, l + 16, …` in this order, quantised ones after their scale; what
/// is beyond the last whole sixteen is added to the folded sum one by one. A row's result is the same beside any other
/// rows, of any number up to [#ROWS]. One row ([OneRow]) and one group of rows ([RowTiles]) need no floats in memory.
final class FewRows {
    /// Rows up to which this is the faster way.
    static final int ROWS = 16;

    /// Length of a sum from which folding its lanes does not matter much.
    private static final int LONG = 64;

    /// Sums of more elements have bytes that no `int` counts.
    private static final int MOST = 1 << 29;

    /// Weights that all rows meet before the next, as floats: a sixth to a quarter of the first-level cache.
    private static final int FLOATS = 2048;

    /// Columns of a task of several rows, at most.
    private static final int TABLE = 512;

    /// Multiply-adds of one task, at least.
    private static final long TASK = 1 << 16;

    /// Tasks for each thread in a large product. Fewer have longer streams, and leave the other threads idle for longer while
    /// the last one runs.
    private static final long SHARES = 32;

    /// Sums of a single row that wait for each other before they are folded, for no weights are read then.
    private static final int FOLDED = 64;

    /// Bytes of a sum's lanes.
    private static final long SUM = 4L * VIRTUAL;

    /// Bytes of all sums of several rows; those of a single one are fewer.
    private static final long SUMS = 4 * ROWS * RowTiles.NEXT;

    private final Product p;
    private final Parallel threads;
    private final Scratch scratch;
    private final Scratch panel = new Scratch(1);
    private final Scratch zeros = new Scratch(1); // never written
    private final Parallel.Body body = this::run;
    private long x;
    private long xRow;
    private long xItem;
    private int rows;
    private int width;
    private int groups;
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
                && (p.m == 1 || p.a.column == 1) && (!p.b.dtype.quantised() || p.k % DType.BLOCK == 0);
    }

    /// Computes all products.
    void run() {
        x = p.a.addressOf(0, 0, 0);
        xRow = 4 * p.a.row;
        xItem = p.count > 1 ? p.a.addressOf(1, 0, 0) - x : 0;
        if (p.m > 1) {
            pack();
        } else if (p.a.column != 1) {
            collect();
        }
        long column = (long) p.m * p.k;
        long task = Math.max(TASK, column * p.n / (SHARES * threads.threads()));
        zeros.reserve(16 * RowTiles.NEXT);
        int unit = p.m == 1 ? Lanes.SUMS : Lanes.SUMS * width;
        columns = Math.clamp(task / column / unit * unit, unit, Math.clamp(p.n, unit, p.m == 1 ? p.n + unit : TABLE));
        scratch.reserve(SUMS + 4L * FLOATS + 4L * TABLE * ROWS);
        tasks = Math.ceilDiv(p.n, columns);
        int grain = Math.clamp(TASK / Math.max(1, (long) p.m * p.k * Math.min(p.n, columns)), 1, 1 << 20);
        threads.rows(p.count * tasks, grain, body);
    }

    /// Copies single rows whose elements lie apart.
    private void collect() {
        panel.reserve(4L * p.k * p.count);
        x = panel.at(0);
        xItem = 4L * p.k;
        for (int item = 0; item < p.count; item++) {
            for (int k = 0; k < p.k; k++) {
                set(x + item * xItem + 4L * k, get(p.a.addressOf(item, 0, k)));
            }
        }
    }

    /// Copies several rows, sixteen elements of each in turn, in groups that meet a weight at once. The last one is repeated to
    /// fill a group.
    private void pack() {
        rows = RowTiles.rows(p.m, p.k);
        width = RowTiles.columns(rows);
        groups = Math.ceilDiv(p.m, rows);
        int whole = p.k / VIRTUAL * VIRTUAL;
        panel.reserve(4L * rows * groups * whole * p.count);
        long to = panel.at(0);
        for (int i = 0; i < p.count * groups * rows; i += rows) {
            for (int k = 0; k < whole; k += VIRTUAL) {
                for (int r = 0; r < rows; r++) {
                    long from = x + i / (groups * rows) * xItem + Math.min(p.m - 1, i % (groups * rows) + r) * xRow
                            + 4L * k;
                    for (int l = 0; l < VIRTUAL; l += L, to += BYTES) {
                        store(load(from + 4L * l), to);
                    }
                }
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
        long c = p.c.addressOf(item, 0, 0);
        boolean copied = copied();
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
                int j = j0 + i + q / OneRow.COLUMNS + q % OneRow.COLUMNS * apart;
                if (copied) {
                    set(c + 4L * j, folded(sums, q));
                } else {
                    put(item, 0, j, folded(sums, q), x);
                }
            }
        }
        for (int j = j0 + apart * OneRow.COLUMNS; j < j1; j++) {
            OneRow.sum(p.b.dtype, whole, p.b.addressOf(item, 0, j), 0, x, sums);
            Lanes.fold(sums);
            put(item, 0, j, get(sums), x);
        }
    }

    /// Columns `j0 … j1` of several rows, in the order of [#single]. The results wait in a table, since those of a row lie together
    /// and those of a column do not.
    private void several(int item, int j0, int j1, long x, long sums) {
        int apart = (j1 - j0) / width;
        long table = sums + SUMS + 4L * FLOATS;
        for (int i = 0; i < apart; i += Lanes.SUMS) {
            int n = Math.min(Lanes.SUMS, apart - i);
            several(item, j0 + i, apart, width, n, sums);
            keep(width, 4L * apart, n, table + 4L * i, 4L * (j1 - j0), sums);
        }
        for (int j = j0 + apart * width; j < j1; j++) {
            several(item, j, 0, 1, 1, sums);
            keep(1, 0, 1, table + 4L * (j - j0), 4L * (j1 - j0), sums);
        }
        boolean copied = copied();
        for (int i = 0; i < p.m; i++, table += 4L * (j1 - j0)) {
            if (copied) {
                MemorySegment.copy(ALL, table, ALL, p.c.addressOf(item, i, j0), 4L * (j1 - j0));
                continue;
            }
            for (int j = j0; j < j1; j++) {
                put(item, i, j, get(table + 4L * (j - j0)), x + i * xRow);
            }
        }
    }

    /// The sums of all rows and of `count` times `n` columns: `n` from `j` on, and so on, `apart` columns apart.
    private void several(int item, int j, int apart, int count, int n, long sums) {
        int whole = p.k / VIRTUAL * VIRTUAL;
        boolean direct = RowTiles.direct(p.b.dtype, groups);
        int piece = groups == 1 && direct ? whole : FLOATS / width;
        for (int i = 0; i < n; i++) {
            int length;
            for (int k = 0; k < whole; k += length) {
                length = Math.min(piece, whole - k);
                long w = p.b.addressOf(item, k, j + i);
                long next = p.b.addressOf(item, k, j + i + apart) - w;
                if (!direct) {
                    long floats = sums + SUMS;
                    for (int c = 0; c < count; c++) {
                        FrozenWeights.toFloats(p.b.dtype, w + c * next, length, floats + 4L * piece * c);
                    }
                    w = floats;
                    next = count == 1 ? 0 : 4L * piece;
                }
                for (int g = 0; g < groups; g++) {
                    long to = sums + SUM * i + RowTiles.NEXT * rows * width * g;
                    RowTiles.add(direct ? p.b.dtype : DType.F32, rows, length, w, next,
                            panel.at(0) + 4L * rows * ((long) (item * groups + g) * whole + k),
                            k == 0 ? zeros.at(0) : to, to);
                }
            }
        }
    }

    /// Folds the sums of `n` columns and their `count` neighbours in the tile, and writes them to the table: `next` bytes from
    /// neighbour to neighbour, and `row` bytes from row to row.
    private void keep(int count, long next, int n, long to, long row, long sums) {
        for (int i = 0; i < p.m; i++) {
            for (int c = 0; c < count; c++) {
                long from = sums + RowTiles.NEXT * (i * width + c);
                Lanes.fold(from);
                if (n == Lanes.SUMS) {
                    Lanes.pack(from, to + i * row + c * next);
                    continue;
                }
                for (int j = 0; j < n; j++) {
                    set(to + i * row + c * next + 4L * j, get(from + 8L * j));
                }
            }
        }
    }

    /// Whether folded sums are results, and those of a row lie together.
    private boolean copied() {
        return p.k % VIRTUAL == 0 && !p.add && p.c.column == 1;
    }

    /// Sum `q` after [Lanes#fold].
    private static float folded(long sums, int q) {
        return get(sums + SUM * Lanes.SUMS * (q / Lanes.SUMS) + 8L * (q % Lanes.SUMS));
    }

    /// Writes a result, to whose sum the elements after the last whole sixteen are still to be added.
    private void put(int item, int i, int j, float sum, long x) {
        for (int k = p.k / VIRTUAL * VIRTUAL; k < p.k; k++) {
            sum = Math.fma(get(x + 4L * k), FrozenWeights.single(p.b.dtype, p.b.addressOf(item, k, j)), sum);
        }
        long at = p.c.addressOf(item, i, j);
        set(at, p.add ? Math.fma(p.alpha, sum, get(at)) : sum);
    }
}
