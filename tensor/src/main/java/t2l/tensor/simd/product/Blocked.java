package t2l.tensor.simd.product;

import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.RawMemory.get;
import static t2l.tensor.simd.lanes.RawMemory.load;
import static t2l.tensor.simd.lanes.RawMemory.prefetch;
import static t2l.tensor.simd.lanes.RawMemory.set;
import static t2l.tensor.simd.lanes.RawMemory.store;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.DType;
import t2l.tensor.Parallel;
import t2l.tensor.simd.lanes.FrozenWeights;
import t2l.tensor.simd.lanes.Groups;
import t2l.tensor.simd.lanes.Part;
import t2l.tensor.simd.lanes.Scratch;
import t2l.tensor.simd.product.Product.Operand;

/// The blocked matrix product (Goto & van de Geijn 2008): cut so that every piece is used many times while it is in a
/// cache that can hold it.
///
/// ```
///                          n ──▶  columns of b: packed into panels
///                   ┌───────┬───────┬───┐
///                 k │ panel │ panel │ … │  KC rows of a panel: first-level cache
///                   └───────┴───────┴───┘
///       KC of k
///     ┌─────────┐   ┌───────┬───────┬───┐
///   m │ MC rows │   │ tile  │       │   │   c: one task is MC rows by some panels
///   │ │  of a   │   │ tile  │       │   │
///   ▼ ├─────────┤   ├───────┼───────┼───┤
///     │ …       │   │       │       │   │  MC × KC of a, packed: second-level cache
/// ```
///
/// `KC` also fixes the order of additions: within it a chain of multiply-adds, then one addition to what is in `c`. How a
/// product is cut otherwise changes no bit. Large products are computed by all threads together ([#together]): first they
/// pack panels of `b`, then they share out the tasks, each of which packs its rows of `a`. Where a panel would meet one block
/// of rows only, or a product is small, a thread packs and multiplies some columns alone, a strip with all of `k` after the
/// other ([#apart]). A strip that lies column by column is read ahead.
final class Blocked {
    private static final int KC = 256;
    private static final int MC = 192;

    /// Columns that are packed together: whole panels for every shape of a tile, and whole blocks of a quantised row.
    private static final int STRIP = 96;

    /// Bytes of `a` that a thread packs at a time when it works alone: for a second-level cache, and less often from a third.
    private static final long ALONE = 2 << 20;

    /// As [#ALONE] where threads work together: half of a second-level cache, where some of `b` and `c` lie, too.
    private static final long TOGETHER = 512 << 10;

    /// Columns of `c` that are finished for all of these bytes before the next ones: they stay in a second-level cache.
    private static final int GROUP = 2 * STRIP;

    /// Bytes of a strip that are read ahead: for a second-level cache.
    private static final long AHEAD = 256 << 10;

    /// Bytes of `b` that are packed together. A panel is read once for each block of rows, which a third-level cache, and
    /// even memory, can keep up with; the more of them there are, the more seldom `a` is packed.
    private static final long PACKED = 16 << 20;

    /// Columns of them, if `k` is not too large.
    private static final int NC = 16 * STRIP;

    /// Up to this many rows, `b` is read where it lies if its rows are contiguous.
    private static final int FEW_ROWS = 64;

    /// Tasks for each thread to aim at, enough for them to finish together.
    private static final int TASKS = 4;

    /// Multiply-adds below which a chunk of small products is not worth a hand-over between threads.
    private static final long CHUNK = 1 << 17;

    /// Where the parts of a thread's memory begin, in bytes: after a tile, or what unpacking works in, come
    /// floats, a strip of `b` and packed rows.
    private static final long FLOATS = Math.max(Panels.bytes(Tile.ROWS), Groups.SCRATCH);
    private static final long PANELS = FLOATS + 4L * KC * STRIP + 64;
    private static final long ROWS = PANELS + Panels.bytes(KC) * (STRIP / Tile.COLUMNS);

    private final Product p;
    private final Parallel threads;
    private final Scratch scratch;
    private final Scratch panels = new Scratch(1);
    private final Parallel.Body pack = this::pack;
    private final Parallel.Body multiply = this::multiply;
    private final Parallel.Body apart = this::apart;

    private int s;
    private int step;
    private int n0;
    private int nc;
    private int blockRows;
    private int groups;
    private int groupColumns;
    private int apartColumns;
    /// Rows of `b` that a thread goes through before it takes the next columns.
    private int deep;
    /// Rows of a strip that are read ahead at a time.
    private int ahead;

    Blocked(Product p, Parallel threads) {
        this.p = p;
        this.threads = threads;
        scratch = new Scratch(threads.threads());
    }

    /// `KC` or a little less, so that the pieces of `k` are of about one size.
    private int step(int k) {
        int pieces = Math.ceilDiv(k, KC);
        int unit = Math.max(DType.BLOCK, p.b.dtype.blockSize());
        return Math.min(KC, Math.ceilDiv(Math.ceilDiv(k, pieces), unit) * unit);
    }

    /// Computes the products one after the other, each with all threads.
    void together() {
        prepare((int) Math.min(p.k, Math.max(KC, TOGETHER / rows(MC, 1))), MC);
        int blocks = Math.ceilDiv(p.m, MC);
        blockRows = Math.ceilDiv(Math.ceilDiv(p.m, blocks), Tile.ROWS) * Tile.ROWS;
        int most = Math.clamp(PACKED / (4L * p.k) / STRIP * STRIP, 4 * STRIP, NC);
        int parts = Math.ceilDiv(p.n, most);
        int part = Math.ceilDiv(Math.ceilDiv(p.n, parts), STRIP) * STRIP;
        panels.reserve(Panels.bytes(p.k) * (part / Tile.COLUMNS));
        for (s = 0; s < p.count; s++) {
            for (n0 = 0; n0 < p.n; n0 += part) {
                nc = Math.min(part, p.n - n0);
                int strips = Math.ceilDiv(nc, STRIP);
                threads.rows(strips * Math.ceilDiv(p.k, step), 1, pack);
                groups = threads.threads() == 1
                        ? 1
                        : Math.clamp(Math.ceilDiv(TASKS * threads.threads(), blocks), 1, Math.ceilDiv(strips, 2));
                groupColumns = Math.ceilDiv(strips, groups) * STRIP;
                groups = Math.ceilDiv(nc, groupColumns);
                threads.rows(Math.ceilDiv(p.m, blockRows) * groups, 1, multiply);
            }
        }
    }

    /// Decides on pieces of `k`, with room for `rows` packed rows of about `most` columns.
    private void prepare(int most, int rows) {
        step = step(p.k);
        deep = Math.clamp(most / step, 1, Math.ceilDiv(p.k, step)) * step;
        ahead = Math.max(1, (int) (AHEAD / p.b.dtype.bytes(STRIP) / step)) * step;
        scratch.reserve(ROWS + rows(rows, deep) + Panels.BEYOND);
    }

    /// Bytes of `n` columns of `rows` packed rows.
    private static long rows(int rows, int n) {
        return Panels.upright(n) * Math.ceilDiv(rows, Tile.ROWS);
    }

    /// Whether [#apart] loses nothing: all rows are one block.
    boolean suitsApart() {
        return p.m <= MC;
    }

    /// Shares out columns, and whole products where there are many: each thread packs for itself.
    void apart() {
        int rows = Math.min(MC, p.m);
        prepare((int) Math.min(p.k, ALONE / rows(rows, 1)), rows);
        int strips = Math.ceilDiv(p.n, STRIP);
        int sharing = Math.ceilDiv(threads.threads(), p.count);
        int parts = sharing == 1 || p.work() < CHUNK ? 1 : sharing * Math.clamp(strips / (4 * sharing), 1, TASKS);
        apartColumns = Math.ceilDiv(strips, parts) * STRIP;
        int each = Math.ceilDiv(p.n, apartColumns);
        long work = Math.max(1, p.work() / each);
        threads.rows(p.count * each, Math.clamp(CHUNK / work, 1, p.count * each), apart);
    }

    private void pack(int worker, int from, int to) {
        int strips = Math.ceilDiv(nc, STRIP);
        for (int task = from; task < to; task++) {
            int j = task % strips * STRIP;
            int k = task / strips * step;
            int n = Math.min(step, p.k - k);
            readAhead(scratch.at(worker), s, n0 + j, Math.min(STRIP, nc - j), k, n);
            packStrip(scratch.at(worker), s, n0 + j, Math.min(STRIP, nc - j), k, n, panels.at(0) + panel(j, k, n));
        }
    }

    /// Where the panel lies that begins `j` columns after the first and `k` rows down, `n` of them.
    private long panel(int j, int k, int n) {
        return Panels.bytes(k) * Math.ceilDiv(nc, Tile.COLUMNS) + Panels.bytes(n) * (j / Tile.COLUMNS);
    }

    private void multiply(int worker, int from, int to) {
        long w = scratch.at(worker);
        for (int task = from; task < to; task++) {
            int i = task / groups * blockRows;
            int rows = Math.min(blockRows, p.m - i);
            int j = task % groups * groupColumns;
            int columns = Math.min(groupColumns, nc - j);
            for (int k = 0; k < p.k; k += deep) {
                int end = Math.min(p.k, k + deep);
                for (int l = k; l < end; l += step) {
                    packRows(w + ROWS + rows(rows, l - k), s, i, rows, l, Math.min(step, end - l));
                }
                for (int q = j; q < j + columns; q += GROUP) {
                    int some = Math.min(GROUP, j + columns - q);
                    for (int l = k; l < end; l += step) {
                        int n = Math.min(step, end - l);
                        sweep(w, w + ROWS + rows(rows, l - k), s, i, rows, n0 + q, some, l, n,
                                panels.at(0) + panel(q, l, n), Panels.bytes(n), 4L * Tile.COLUMNS);
                    }
                }
            }
        }
    }

    private void apart(int worker, int from, int to) {
        int each = Math.ceilDiv(p.n, apartColumns);
        for (int task = from; task < to; task++) {
            int j = task % each * apartColumns;
            int end = Math.min(p.n, j + apartColumns);
            alone(scratch.at(worker), task / each, j, end - j);
        }
    }

    /// All rows of some columns of `c`.
    private void alone(long w, int item, int j, int columns) {
        boolean inPlace = p.m <= FEW_ROWS && p.b.isFloat() && p.b.column == 1 && columns % Tile.COLUMNS == 0;
        for (int i = 0; i < p.m; i += MC) {
            int rows = Math.min(MC, p.m - i);
            for (int k = 0; k < p.k; k += deep) {
                int end = Math.min(p.k, k + deep);
                for (int l = k; l < end; l += step) {
                    int n = Math.min(step, end - l);
                    long a = w + ROWS + rows(rows, l - k);
                    packRows(a, item, i, rows, l, n);
                    if (inPlace) {
                        sweep(w, a, item, i, rows, j, columns, l, n, p.b.addressOf(item, l, j), 4L * Tile.COLUMNS,
                                4 * p.b.row);
                    }
                }
                for (int q = 0; !inPlace && q < columns; q += STRIP) {
                    strip(w, item, i, rows, j + q, Math.min(STRIP, columns - q), k, end);
                }
            }
        }
    }

    /// The packed rows by `columns` columns from `j` on, for rows `k … end` of `b`.
    private void strip(long w, int item, int i, int rows, int j, int columns, int k, int end) {
        for (int l = k; l < end; l += step) {
            int n = Math.min(step, end - l);
            if ((l - k) % ahead == 0) {
                readAhead(w, item, j, columns, l, Math.min(ahead, end - l));
            }
            packStrip(w, item, j, columns, l, n, w + PANELS);
            sweep(w, w + ROWS + rows(rows, l - k), item, i, rows, j, columns, l, n, w + PANELS, Panels.bytes(n),
                    4L * Tile.COLUMNS);
        }
    }

    /// Brings `columns` columns of `b` from column `j` on, rows `k … k + n`, into a cache: packing, which computes between its
    /// reads, waits for memory much longer.
    private void readAhead(long w, int item, int j, int columns, int k, int n) {
        Operand b = p.b;
        if (p.packed == 0 && b.row == 1) {
            long from = b.addressOf(item, k, j);
            prefetch(from, b.addressOf(item, k, j + 1) - from, columns, b.dtype.bytes(n), w);
        }
    }

    /// Packs `columns` columns of `b` from column `j` on, rows `k … k + n`; numbers that are not floats become such.
    private void packStrip(long w, int item, int j, int columns, int k, int n, long to) {
        Operand b = p.b;
        if (p.packed != 0) {
            for (int i = 0; i < columns; i += Tile.COLUMNS) {
                PackedWeight.unpack(p.packed, p.k, j + i, k, n, to + Panels.bytes(n) * (i / Tile.COLUMNS));
            }
        } else if (b.isFloat()) {
            Panels.pack(b.addressOf(item, k, j), 4 * b.row, 4 * b.column, n, columns, to);
        } else if (b.column == 1) {
            int skip = j % b.dtype.blockSize();
            for (int i = 0; i < n; i++) {
                FrozenWeights.toFloats(b.dtype, b.addressOf(item, k + i, j - skip), skip, columns,
                        w + FLOATS + 4L * STRIP * i, w);
            }
            Panels.pack(w + FLOATS, 4L * STRIP, 4, n, columns, to);
        } else {
            for (int q = 0; q < columns; q += Tile.COLUMNS) {
                int some = Math.min(Tile.COLUMNS, columns - q);
                for (int i = 0; i < some; i++) {
                    FrozenWeights.toFloats(b.dtype, b.addressOf(item, k, j + q + i), 0, n, w + FLOATS + 4L * KC * i, w);
                }
                Panels.pack(w + FLOATS, 4, 4L * KC, n, some, to + Panels.bytes(n) * (q / Tile.COLUMNS));
            }
        }
    }

    private void packRows(long to, int item, int i, int rows, int k, int n) {
        Panels.packUpright(p.a.addressOf(item, i, k), 4 * p.a.row, 4 * p.a.column, rows, n, to);
    }

    /// The packed rows at address `a`, `i … i + rows` of `c`, by `columns` columns from `j` on, for rows `k … k + n` of `b`.
    /// Panels of `b` are `panel` bytes apart from address `at` on, and their rows `row` bytes.
    private void sweep(long w, long a, int item, int i, int rows, int j, int columns, int k, int n, long at, long panel,
            long row) {
        Operand c = p.c;
        boolean add = p.add || k > 0;
        for (int q = 0; q < columns; q += Tile.COLUMNS, at += panel) {
            int width = Math.min(Tile.COLUMNS, columns - q);
            int vectors = Math.ceilDiv(width, L);
            boolean whole = width == Tile.COLUMNS && c.column == 1;
            long upright = a;
            for (int r = 0; r < rows; r += Tile.ROWS, upright += Panels.upright(n)) {
                int height = Math.min(Tile.ROWS, rows - r);
                long to = c.addressOf(item, i + r, j + q);
                if (whole && height == Tile.ROWS && !add) {
                    Tile.put(height, vectors, n, upright, 4L * Tile.ROWS, at, row, to, 4 * c.row);
                    continue;
                }
                Tile.put(height, vectors, n, upright, 4L * Tile.ROWS, at, row, w, 4L * Tile.COLUMNS);
                if (whole && height == Tile.ROWS) {
                    Tile.add(p.alpha, w, to, 4 * c.row);
                    continue;
                }
                for (int line = 0; line < height; line++) {
                    long from = w + 4L * Tile.COLUMNS * line;
                    if (c.column == 1) {
                        merge(from, width, add, p.alpha, to + 4 * c.row * line);
                    } else {
                        scatter(from, width, add, p.alpha, to + 4 * c.row * line, 4 * c.column);
                    }
                }
            }
        }
    }

    static void merge(long tile, int columns, boolean add, float alpha, long to) {
        for (int j = 0; j < columns; j += L) {
            VectorMask<Float> some = Part.rest(j, columns);
            FloatVector v = load(tile + 4L * j);
            long at = to + 4L * j;
            store(add ? v.fma(FloatVector.broadcast(F, alpha), load(at, some)) : v, at, some);
        }
    }

    private static void scatter(long tile, int columns, boolean add, float alpha, long to, long step) {
        for (int j = 0; j < columns; j++, to += step) {
            float v = get(tile + 4L * j);
            set(to, add ? Math.fma(v, alpha, get(to)) : v);
        }
    }
}
