package t2l.tensor.simd.product;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.Parallel;

/// The blocked matrix product (Goto & van de Geijn 2008): cut so that every piece is used many times while it is in a
/// cache that can hold it.
///
/// ```
///                          n ──▶  NC columns: the panels of b, shared by all threads, second-level cache
///                   ┌───────┬───────┬───┐
///                 k │ panel │ panel │ … │ KC rows of b
///                   └───────┴───────┴───┘
///       KC of k
///     ┌─────────┐   ┌───────┬───────┬───┐
///   m │ MC rows │   │ tile  │       │   │   c: one task is MC rows by some panels
///   │ │  of a   │   │ tile  │       │   │
///   ▼ ├─────────┤   ├───────┼───────┼───┤
///     │ …       │   │       │       │   │
/// ```
///
/// For each `NC` and `KC`: first all threads pack the panels, then they share out the tasks ([#oneByOne]). `KC` also fixes
/// the order of additions: within it a chain of multiply-adds, then one addition to what is in `c`. Where a panel would be
/// used by one task only, that task packs it for itself, and the threads meet once: products of few rows are shared out in
/// strips of columns ([#strips]), small products whole ([#each]).
final class Blocked {
    private static final int KC = 256;
    private static final int MC = 256;
    private static final int NC = 384;

    /// Columns that are packed together: whole panels for every register width, and whole blocks of a quantised row.
    private static final int STRIP = 96;

    /// Up to this many rows, `b` is read where it lies if its rows are contiguous.
    private static final int FEW_ROWS = 32;

    /// From this many panels on, copying the rows of `a` is cheaper than reading them again and again where they lie.
    private static final int MANY_PANELS = 5;

    /// Tasks to aim at, enough for the threads to finish together.
    private static final int TASKS = 16;

    /// Multiply-adds below which a chunk of small products is not worth a hand-over between threads.
    private static final long CHUNK = 1 << 17;

    private final Product p;
    private final Parallel threads;
    private final Scratch[] scratch;
    private final MemorySegment panels;
    private final Parallel.Body pack = this::pack;
    private final Parallel.Body multiply = this::multiply;
    private final Parallel.Body products = this::products;
    private final Parallel.Body strips = this::strips;

    private int s;
    private int stripColumns;
    private int n0;
    private int k0;
    private int kc;
    private int nc;
    private int blockRows;
    private int groups;
    private int groupColumns;
    private boolean inPlace;

    /// Memory of one thread.
    private static final class Scratch {
        final MemorySegment rows;
        final MemorySegment strip;
        final MemorySegment tile;
        final MemorySegment square;
        final MemorySegment floats;
        boolean upright;
        long pitch;
        long rowStep;
        long kStep;

        Scratch(Arena arena) {
            rows = arena.allocate(4L * KC * MC, 64);
            strip = arena.allocate(Packing.panelBytes(KC) * (STRIP / Tiles.COLUMNS), 64);
            tile = arena.allocate(Packing.ROW * Tiles.ROWS, 64);
            square = Packing.square(arena);
            floats = arena.allocate(4L * KC * STRIP, 64);
        }

        /// Where row `i` of the copied ones begins.
        long rowAt(int i) {
            return upright ? i / Packing.UPRIGHT * pitch + 4L * (i % Packing.UPRIGHT) : i * pitch;
        }
    }

    Blocked(Product p, Parallel threads, Arena arena) {
        this.p = p;
        this.threads = threads;
        scratch = new Scratch[threads.threads()];
        for (int i = 0; i < scratch.length; i++) {
            scratch[i] = new Scratch(arena);
        }
        panels = arena.allocate(Packing.panelBytes(KC) * (NC / Tiles.COLUMNS), 64);
    }

    /// Computes the products one after the other, each with all threads.
    void oneByOne() {
        inPlace = readsInPlace();
        for (s = 0; s < p.count; s++) {
            for (n0 = 0; n0 < p.n; n0 += NC) {
                nc = Math.min(NC, p.n - n0);
                for (k0 = 0; k0 < p.k; k0 += kc) {
                    kc = Math.min(step(p.k), p.k - k0);
                    block();
                }
            }
        }
    }

    /// Whether [#strips] occupy several threads, and lose nothing: all rows are one block, which is read where it lies.
    boolean suitsStrips() {
        return threads.threads() > 1 && p.m <= MC && p.a.column == 1 && p.n >= threads.threads() * STRIP;
    }

    /// Shares out strips of columns.
    void strips() {
        inPlace = readsInPlace();
        boolean narrow = p.n < 4 * threads.threads() * STRIP && (p.b.isFloat() || p.b.column != 1);
        stripColumns = narrow ? Tiles.COLUMNS : STRIP;
        threads.rows(p.count * Math.ceilDiv(p.n, stripColumns), 1, strips);
    }

    /// Shares out whole products.
    void each() {
        inPlace = readsInPlace();
        threads.rows(p.count, Math.clamp(CHUNK / Math.max(1, p.work()), 1, p.count), products);
    }

    private boolean readsInPlace() {
        return p.b.isFloat() && p.b.column == 1 && p.m <= FEW_ROWS;
    }

    /// `KC` or a little less, so that the pieces of `k` are of about one size.
    static int step(int k) {
        int pieces = Math.ceilDiv(k, KC);
        return Math.min(KC, Math.ceilDiv(Math.ceilDiv(k, pieces), 32) * 32);
    }

    private void block() {
        if (!inPlace) {
            threads.rows(Math.ceilDiv(nc, STRIP), 1, pack);
        }
        int blocks = Math.ceilDiv(p.m, MC);
        blockRows = Math.ceilDiv(Math.ceilDiv(p.m, blocks), Tiles.ROWS) * Tiles.ROWS;
        blocks = Math.ceilDiv(p.m, blockRows);
        int all = Math.ceilDiv(nc, Tiles.COLUMNS);
        int perGroup = Math.ceilDiv(all, Math.clamp(TASKS / blocks, 1, all));
        groupColumns = perGroup * Tiles.COLUMNS;
        groups = Math.ceilDiv(all, perGroup);
        threads.rows(blocks * groups, 1, multiply);
    }

    private void pack(int worker, int from, int to) {
        for (int strip = from; strip < to; strip++) {
            int j = strip * STRIP;
            packStrip(scratch[worker], s, n0 + j, Math.min(STRIP, nc - j), k0, kc, panels, panel(j, kc));
        }
    }

    /// Where the panel lies that begins `j` columns after the first.
    private static long panel(int j, int kc) {
        return j / Tiles.COLUMNS * Packing.panelBytes(kc);
    }

    private void multiply(int worker, int from, int to) {
        for (int task = from; task < to; task++) {
            int i = task / groups * blockRows;
            int j = task % groups * groupColumns;
            sweep(scratch[worker], s, i, Math.min(p.m, i + blockRows), n0 + j, n0 + Math.min(nc, j + groupColumns), k0,
                    kc, panels, panel(j, kc));
        }
    }

    private void products(int worker, int from, int to) {
        for (int item = from; item < to; item++) {
            for (int j = 0; j < p.n; j += STRIP) {
                strip(scratch[worker], item, j, Math.min(STRIP, p.n - j));
            }
        }
    }

    private void strips(int worker, int from, int to) {
        int each = Math.ceilDiv(p.n, stripColumns);
        for (int task = from; task < to; task++) {
            int j = task % each * stripColumns;
            strip(scratch[worker], task / each, j, Math.min(stripColumns, p.n - j));
        }
    }

    /// All rows of some columns of `c`.
    private void strip(Scratch w, int item, int j, int columns) {
        int n;
        for (int k = 0; k < p.k; k += n) {
            n = Math.min(step(p.k), p.k - k);
            if (!inPlace) {
                packStrip(w, item, j, columns, k, n, w.strip, 0);
            }
            sweep(w, item, 0, p.m, j, j + columns, k, n, w.strip, 0);
        }
    }

    /// Packs `columns` columns of `b` from column `j` on, rows `k … k + rows`; numbers that are not floats become such.
    private void packStrip(Scratch w, int item, int j, int columns, int k, int rows, MemorySegment to, long at) {
        Operand b = p.b;
        MemorySegment src = b.data;
        long from = b.byteAt(item, k, j);
        long row = 4 * b.row;
        long column = 4 * b.column;
        if (!b.isFloat()) {
            src = w.floats;
            from = 0;
            if (b.column == 1) {
                row = 4L * STRIP;
                for (int i = 0; i < rows; i++) {
                    FrozenWeights.toFloats(b.dtype, b.data, b.at(item, k + i, j), columns, src, i * row);
                }
            } else {
                column = 4L * KC;
                for (int i = 0; i < columns; i++) {
                    FrozenWeights.toFloats(b.dtype, b.data, b.at(item, k, j + i), rows, src, i * column);
                }
            }
        }
        for (int done = 0; done < columns; done += Tiles.COLUMNS) {
            packPanel(w, src, from + done * column, row, column, rows, Math.min(Tiles.COLUMNS, columns - done), to, at);
            at += Packing.panelBytes(rows);
        }
    }

    private static void packPanel(Scratch w, MemorySegment src, long from, long row, long column, int rows, int columns,
            MemorySegment to, long at) {
        if (column == 4) {
            Packing.straight(src, from, row, rows, columns, to, at);
        } else if (row == 4) {
            Packing.transposed(src, from, column, rows, columns, w.square, to, at);
        } else {
            Packing.scattered(src, from, row, column, rows, columns, to, at);
        }
    }

    /// Rows `i0 … i1` by columns `j0 … j1` of `c`, for rows `k … k + n` of `b`, whose panels begin at byte `at`.
    private void sweep(Scratch w, int item, int i0, int i1, int j0, int j1, int k, int n, MemorySegment panels,
            long at) {
        Operand a = p.a;
        boolean add = p.add || k > 0;
        int copied = i1 - i0 <= MC && j1 - j0 >= MANY_PANELS * Tiles.COLUMNS ? i0 : i1 - (i1 - i0) % Tiles.ROWS;
        if (copied < i1) {
            packRows(w, item, copied, i1, k, n);
        }
        for (int j = j0; j < j1; j += Tiles.COLUMNS, at += Packing.panelBytes(n)) {
            int columns = Math.min(Tiles.COLUMNS, j1 - j);
            boolean whole = columns % L == 0;
            MemorySegment b = panels;
            long from = at;
            long step = Packing.ROW;
            if (inPlace && whole) {
                b = p.b.data;
                from = p.b.byteAt(item, k, j);
                step = 4 * p.b.row;
            } else if (inPlace) {
                b = w.strip;
                from = 0;
                packStrip(w, item, j, columns, k, n, b, from);
            }
            for (int i = i0; i < copied; i += Tiles.ROWS) {
                int rows = Math.min(Tiles.ROWS, copied - i);
                tile(w, item, i, rows, j, columns, n, a.data, a.byteAt(item, i, k), 4 * a.row, 4 * a.column, b,
                        from, step, add);
            }
            for (int i = copied; i < i1; i += Tiles.ROWS) {
                int rows = Math.min(Tiles.ROWS, i1 - i);
                tile(w, item, i, rows, j, columns, n, w.rows, w.rowAt(i - copied), w.rowStep, w.kStep, b,
                        from, step, add);
            }
        }
    }

    private void packRows(Scratch w, int item, int i0, int i1, int k, int n) {
        Operand a = p.a;
        long from = a.byteAt(item, i0, k);
        w.upright = a.row == 1;
        if (w.upright) {
            Packing.uprights(a.data, from, 4 * a.column, i1 - i0, n, w.rows, 0);
            w.pitch = 4L * Packing.UPRIGHT * n;
            w.rowStep = 4;
            w.kStep = 4L * Packing.UPRIGHT;
            return;
        }
        w.pitch = 4L * KC;
        w.rowStep = 4L * KC;
        w.kStep = 4;
        if (a.column == 1) {
            Packing.rows(a.data, from, 4 * a.row, i1 - i0, n, w.rows, 0, w.pitch);
        } else {
            Packing.anyRows(a.data, from, 4 * a.row, 4 * a.column, i1 - i0, n, w.rows, 0, w.pitch);
        }
    }

    private void tile(Scratch w, int item, int i, int rows, int j, int columns, int n, MemorySegment a, long ao,
            long rs, long ks, MemorySegment b, long bo, long bs, boolean add) {
        Operand c = p.c;
        if (c.column == 1 && rows == Tiles.ROWS) {
            int whole = columns / L * L;
            long at = c.byteAt(item, i, j);
            if (whole > 0) {
                Tiles.tile(whole / L, n, a, ao, rs, ks, b, bo, bs, add, p.alpha, c.data, at, 4 * c.row);
            }
            if (whole < columns) {
                Tiles.edge(columns - whole, n, a, ao, rs, ks, b, bo + 4L * whole, bs, add, p.alpha, c.data,
                        at + 4L * whole, 4 * c.row);
            }
            return;
        }
        Tiles.tile(Math.ceilDiv(columns, L), n, a, ao, rs, ks, b, bo, bs, false, 1, w.tile, 0, Packing.ROW);
        for (int r = 0; r < rows; r++) {
            if (c.column == 1) {
                merge(w.tile, r * Packing.ROW, columns, add, p.alpha, c.data, c.byteAt(item, i + r, j));
            } else {
                scatter(w.tile, r * Packing.ROW, columns, add, p.alpha, c.data, c.byteAt(item, i + r, j), 4 * c.column);
            }
        }
    }

    private static void merge(MemorySegment tile, long at, int columns, boolean add, float alpha, MemorySegment c,
            long to) {
        for (int j = 0; j < columns; j += L) {
            VectorMask<Float> some = F.indexInRange(j, columns);
            FloatVector v = FloatVector.fromMemorySegment(F, tile, at + 4L * j, LE);
            if (add) {
                v = v.fma(FloatVector.broadcast(F, alpha), FloatVector.fromMemorySegment(F, c, to + 4L * j, LE, some));
            }
            v.intoMemorySegment(c, to + 4L * j, LE, some);
        }
    }

    private static void scatter(MemorySegment tile, long at, int columns, boolean add, float alpha, MemorySegment c,
            long to, long step) {
        for (int j = 0; j < columns; j++, to += step) {
            float v = tile.get(JAVA_FLOAT_UNALIGNED, at + 4L * j);
            c.set(JAVA_FLOAT_UNALIGNED, to, add ? Math.fma(v, alpha, c.get(JAVA_FLOAT_UNALIGNED, to)) : v);
        }
    }
}
