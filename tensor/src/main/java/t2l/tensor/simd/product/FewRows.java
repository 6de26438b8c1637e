package t2l.tensor.simd.product;

import static t2l.tensor.simd.lanes.Lanes.BYTES;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.VIRTUAL;
import static t2l.tensor.simd.lanes.RawMemory.get;
import static t2l.tensor.simd.lanes.RawMemory.load;
import static t2l.tensor.simd.lanes.RawMemory.prefetch;
import static t2l.tensor.simd.lanes.RawMemory.set;
import static t2l.tensor.simd.lanes.RawMemory.store;

import t2l.tensor.DType;
import t2l.tensor.Parallel;
import t2l.tensor.simd.lanes.FrozenWeights;
import t2l.tensor.simd.lanes.Groups;
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
/// Columns that are summed at once lie far apart, and the next ones are the ones behind them: each thread reads its part of the
/// weight in a few long streams, which the processor foresees from one task to the next.
///
/// Lane `l` of a sum adds the products of the elements `l, l + 16, …` in this order, quantised ones after their scale; what
/// is beyond the last whole sixteen is added to the folded sum one by one. A row's result is the same beside any other
/// rows, of any number up to [#ROWS]. One row ([OneRow]) and few or large groups of rows ([RowTiles]) need no floats in memory.
final class FewRows {
    /// Rows up to which this is the faster way. Serving counts on it: a batch of so many sequences has the bits of each alone.
    private static final int ROWS = 16;

    /// Length of a sum from which folding its lanes does not matter much.
    private static final int LONG = 64;

    /// Sums of more elements have bytes that no `int` counts.
    private static final int MAX_ELEMENTS = 1 << 29;

    /// Weights that all rows meet before the next, as floats: a sixth to a quarter of the first-level cache.
    private static final int FLOATS = 2048;

    /// Bytes of weights that are read ahead at a time, about: with fewer, the wait for the last ones counts; more would fill the
    /// second-level cache.
    private static final int AHEAD = 64 << 10;

    /// Bytes of a column below which reading ahead does not pay for several rows: where columns end so often, processors fetch
    /// enough by themselves.
    private static final long FETCHED = 640;

    /// Weights of a column that a single row unpacks at a time: few, so that reads from memory hardly pause, and
    /// whole blocks.
    private static final int UNPACKED = 512;

    /// Multiply-adds of one task, at least.
    private static final long TASK = 1 << 16;

    /// Tasks for each thread in a large product: with fewer, the others are idle for longer while the last one runs; with more,
    /// threads change their streams more often.
    private static final int PIECES = 4;

    /// Bytes of a sum's lanes.
    private static final long SUM = 4L * VIRTUAL;

    /// Bytes of all sums of several rows; those of a single one are fewer.
    private static final long SUMS = 4L * ROWS * RowTiles.NEXT;

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
    /// Whether groups of rows read the weights where they lie.
    private boolean direct;
    /// Of the weights as rows meet them.
    private DType type;
    /// Bytes from one column of the weight to the next.
    private long column;
    /// Columns that are summed at once.
    private int streams;
    /// Parts of the weight, one for each thread ([Parallel] gives a thread the same one every time).
    private int parts;
    /// Columns of a stream in a part.
    private int apart;
    /// Columns of a stream in a task.
    private int piece;
    /// Columns of a stream that are read into a cache at a time before several rows meet them, or before they are unpacked; or 0.
    /// A processor that computes much with each weight fetches too few lines by itself.
    private int ahead;
    private int tasks;

    FewRows(Product p, Parallel threads) {
        this.p = p;
        this.threads = threads;
        scratch = new Scratch(threads.threads());
    }

    /// Whether this is the way for the product as it stands.
    boolean suits() {
        return p.m <= ROWS && p.k >= LONG && p.k < MAX_ELEMENTS && p.b.row == 1 && p.a.isFloat()
                && (p.m == 1 || p.a.column == 1) && p.k % p.b.dtype.blockSize() == 0;
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
        column = p.b.addressOf(0, 0, 1) - p.b.addressOf(0, 0, 0);
        zeros.reserve(16 * RowTiles.NEXT);
        scratch.reserve(SUMS + 4L * FLOATS + Groups.SCRATCH);
        divide();
        threads.rows(p.count * tasks, Math.clamp(TASK * tasks / work(), 1, 1 << 20), body);
    }

    private long work() {
        return Math.max(1, (long) p.m * p.k * p.n);
    }

    /// Divides a product into tasks, those of a part one after another: a thread that takes them goes on where it was.
    private void divide() {
        long most = Math.max(1, work() / TASK);
        streams = p.m == 1 ? OneRow.COLUMNS : width;
        parts = (int) Math.min(threads.threads(), most);
        apart = p.n / (streams * parts);
        int pieces = parts == 1 ? 1 : Math.clamp(most / parts, 1, PIECES);
        piece = Math.max(1, Math.ceilDiv(apart, pieces * Lanes.SUMS)) * Lanes.SUMS; // are folded together
        tasks = parts * Math.max(1, Math.ceilDiv(apart, piece));
        ahead = p.m == 1 || column < FETCHED
                ? 0
                : (int) Math.max(1, AHEAD / (column * streams * Lanes.SUMS)) * Lanes.SUMS;
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
        rows = RowTiles.rows(p.b.dtype, p.m, p.k);
        width = RowTiles.columns(rows);
        groups = Math.ceilDiv(p.m, rows);
        direct = RowTiles.direct(p.b.dtype, rows, groups);
        type = direct ? p.b.dtype : RowTiles.unpacked(p.b.dtype);
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
        int pieces = tasks / parts;
        for (int task = from; task < to; task++) {
            int item = task / tasks;
            long row = x + item * xItem;
            int part = task % tasks / pieces;
            int begin = task % tasks % pieces * piece;
            int first = part * streams * apart + begin;
            int n = Math.min(piece, apart - begin);
            int rest = task % tasks == tasks - 1 ? parts * streams * apart : p.n;
            for (int i = 0; i < n; i += Lanes.SUMS) {
                if (ahead > 0 && i % ahead == 0) {
                    prefetch(p.b.addressOf(item, 0, first + i), column * apart, streams,
                            column * Math.min(ahead, n - i), sums);
                }
                sum(item, first + i, streams, Math.min(Lanes.SUMS, n - i), row, sums);
            }
            for (int j = rest; j < p.n; j++) {
                sum(item, j, 1, 1, row, sums);
            }
        }
    }

    private void sum(int item, int j, int count, int n, long x, long sums) {
        if (p.m == 1) {
            single(item, j, count, n, x, sums);
        } else {
            several(item, j, count, n, x, sums);
        }
    }

    /// `n` columns of `count` streams from `j` on of a single row; one stream is read as if it were all of them.
    private void single(int item, int j, int count, int n, long x, long sums) {
        long w = p.b.addressOf(item, 0, j);
        long next = count == 1 ? 0 : column * apart;
        int whole = p.k / VIRTUAL * VIRTUAL;
        for (int q = 0; q < n; q++) {
            if (OneRow.direct(p.b.dtype)) {
                OneRow.sum(p.b.dtype, whole, w + column * q, next, x, sums + SUM * q);
            } else {
                unpacked(item, j + q, count, x, sums + SUM * q, sums + SUMS);
            }
        }
        fold(item, 0, j, count, n, sums, x);
    }

    /// Column `j` of each of `count` streams of a single row, a part of all of them after the other.
    private void unpacked(int item, int j, int count, long x, long sums, long integers) {
        if (p.b.dtype == DType.Q4_K && L == VIRTUAL) {
            pairs(item, j, count, x, sums, integers);
            return;
        }
        long scales = integers + 2 * FLOATS;
        for (int k = 0; k < p.k; k += UNPACKED) {
            int length = Math.min(UNPACKED, p.k - k);
            for (int c = 0; c < count; c++) {
                Groups.unpack(p.b.dtype, p.b.addressOf(item, k, j + c * apart), length, integers + (long) UNPACKED * c,
                        scales + UNPACKED / 4L * c);
            }
            OneRow.blocks(Groups.kind(p.b.dtype), length, integers, count == 1 ? 0 : UNPACKED, scales, x + 4L * k,
                    k == 0 ? zeros.at(0) : sums, sums);
        }
    }

    /// As [#unpacked], where weights become floats as they are read and only scales are computed before.
    private void pairs(int item, int j, int count, long x, long sums, long scales) {
        long apart = UNPACKED / 4;
        for (int k = 0; k < p.k; k += UNPACKED) {
            int length = Math.min(UNPACKED, p.k - k);
            long w = p.b.addressOf(item, k, j);
            long next = count == 1 ? 0 : column * this.apart;
            for (int c = 0; c < count; c++) {
                Groups.scales(w + next * c, length, scales + apart * c);
            }
            long from = k == 0 ? zeros.at(0) : sums;
            OneRow.pairs(0, length, w, next, scales, count == 1 ? 0 : apart, x + 4L * k, from, sums);
            OneRow.pairs(2, length, w, next, scales, count == 1 ? 0 : apart, x + 4L * k, from, sums);
        }
    }

    /// `n` columns of `count` streams from `j` on of several rows: a part of every column, then the next part, since long rows
    /// stay in the first-level cache only in parts.
    private void several(int item, int j, int count, int n, long x, long sums) {
        long line = sums + SUMS;
        int whole = p.k / VIRTUAL * VIRTUAL;
        int most = direct ? RowTiles.close(rows) : FLOATS / width;
        int length;
        for (int k = 0; k < whole; k += length) {
            length = Math.min(most, whole - k);
            long w = p.b.addressOf(item, k, j);
            boolean there = direct || p.b.isFloat();
            long next = count == 1 ? 0 : there ? column * apart : type == DType.F32 ? 4L * most : most;
            for (int g = 0; g < groups && direct; g++) {
                for (int q = 0; q < n; q++) {
                    add(item, g, k, length, w + column * q, next, 0, sums + SUM * q);
                }
            }
            for (int q = 0; q < n && !direct; q++) {
                if (!there) {
                    unpack(w + column * q, count, length, most, line);
                }
                for (int g = 0; g < groups; g++) {
                    add(item, g, k, length, there ? w + column * q : line, next, line + FLOATS, sums + SUM * q);
                }
            }
        }
        for (int i = 0; i < p.m; i++) {
            fold(item, i, j, count, n, sums + RowTiles.NEXT * width * i, x + i * xRow);
        }
    }

    /// Writes `n` weights of each of `count` columns from address `w` on to address `to`, `most` apart, as rows meet them.
    private void unpack(long w, int count, int n, int most, long to) {
        for (int c = 0; c < count; c++) {
            long at = w + column * apart * c;
            if (type == DType.F32) {
                FrozenWeights.toFloats(p.b.dtype, at, 0, n, to + 4L * most * c, to + 4L * FLOATS);
            } else {
                Groups.unpack(p.b.dtype, at, n, to + (long) most * c, to + FLOATS + most / 4L * c);
            }
        }
    }

    /// Adds to a tile of group `g` what the elements from `k` on give, `n` of them.
    private void add(int item, int g, int k, int n, long w, long next, long scales, long sums) {
        int whole = p.k / VIRTUAL * VIRTUAL;
        long to = sums + RowTiles.NEXT * rows * width * g;
        RowTiles.add(type, rows, n, w, next, scales, panel.at(0) + 4L * rows * (((long) item * groups + g) * whole + k),
                k == 0 ? zeros.at(0) : to, to);
    }

    /// Writes the results of `n` columns of `count` streams from `j` on, whose sums are at address `sums`.
    private void fold(int item, int i, int j, int count, int n, long sums, long x) {
        boolean all = n == Lanes.SUMS && p.k % VIRTUAL == 0 && !p.add && p.c.column == 1;
        if (all) {
            Lanes.fold(sums, count * Lanes.SUMS, p.c.addressOf(item, i, j), 4L * apart);
            return;
        }
        Lanes.fold(sums, count * Lanes.SUMS, sums);
        for (int c = 0; c < count; c++) {
            for (int q = 0; q < n; q++) {
                put(item, i, j + c * apart + q, get(sums + 4L * (Lanes.SUMS * c + q)), x);
            }
        }
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
