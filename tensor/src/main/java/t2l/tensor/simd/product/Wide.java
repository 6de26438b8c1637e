package t2l.tensor.simd.product;

import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import t2l.tensor.Parallel;

/// Products of some rows with a wide float weight whose columns are contiguous (`x·wᵀ`): the heads of a hypernetwork.
/// Packing the weight, as [Blocked] does, would cost as much as multiplying by it. Here the few rows of `a` are packed
/// instead, transposed, and the weight is what is broadcast, read once and where it lies. What comes out transposed is
/// turned back in registers.
///
/// ```
///                          m ──▶  aᵀ, packed: in the cache
///                      ┌───────────┐
///                    k │           │
///          k ──▶     ▼ └───────────┘
///    ┌─────────────┐   ┌───────────┐        ┌────┐
///    │ STRIP       │   │ tile      │ turned │    │  to rows of c
///    │ columns     │   │           │   ──▶  │    │
///    │ of b        │   │           │        └────┘
///    └─────────────┘   └───────────┘
/// ```
///
/// The order of additions is that of [Blocked]: the same bits.
final class Wide {
    /// Rows of `a` up to which this is the faster way.
    private static final int FEW = 96;

    /// Columns of `b` from which it is.
    private static final int MANY = 512;

    /// Bytes of packed rows that stay in the second-level cache.
    private static final long CACHED = 1 << 19;

    /// Columns of `b` in a task.
    private static final int STRIP = 64;

    /// Columns that are turned together.
    private static final int TURNED = 16;

    private final Product p;
    private final Parallel threads;
    private final Arena arena;
    private final Scratch[] scratch;
    private final MemorySegment square;
    private final Parallel.Body body = this::run;
    private MemorySegment packed = MemorySegment.NULL;
    private int step;

    /// Memory of one thread.
    private static final class Scratch {
        final MemorySegment tile;
        final MemorySegment turned;
        final MemorySegment square;

        Scratch(Arena arena) {
            tile = arena.allocate(STRIP * Packing.ROW, 64);
            turned = arena.allocate(Packing.panelBytes(Tiles.COLUMNS), 64);
            square = Packing.square(arena);
        }
    }

    Wide(Product p, Parallel threads, Arena arena) {
        this.p = p;
        this.threads = threads;
        this.arena = arena;
        square = Packing.square(arena);
        scratch = new Scratch[threads.threads()];
        for (int i = 0; i < scratch.length; i++) {
            scratch[i] = new Scratch(arena);
        }
    }

    /// Whether this is the way for the product as it stands.
    boolean suits() {
        return p.count == 1 && !p.add && p.m <= FEW && p.n >= MANY && p.n % TURNED == 0 && p.b.isFloat()
                && p.b.row == 1 && p.a.column == 1 && p.c.column == 1 && 4L * p.m * p.k <= CACHED;
    }

    /// Computes the product.
    void run() {
        step = Blocked.step(p.k);
        long panel = Packing.panelBytes(step);
        int pieces = Math.ceilDiv(p.k, step);
        int panels = Math.ceilDiv(p.m, Tiles.COLUMNS);
        if (packed.byteSize() < panel * pieces * panels) {
            packed = arena.allocate(panel * pieces * panels, 64);
        }
        for (int i = 0; i < panels; i++) {
            for (int piece = 0; piece < pieces; piece++) {
                int k = piece * step;
                int row = i * Tiles.COLUMNS;
                Packing.transposed(p.a.data, p.a.byteAt(0, row, k), 4 * p.a.row, Math.min(step, p.k - k),
                        Math.min(Tiles.COLUMNS, p.m - row), square, packed, ((long) i * pieces + piece) * panel);
            }
        }
        threads.rows(Math.ceilDiv(p.n, STRIP), 1, body);
    }

    private void run(int worker, int from, int to) {
        int panels = Math.ceilDiv(p.m, Tiles.COLUMNS);
        for (int strip = from; strip < to; strip++) {
            for (int panel = 0; panel < panels; panel++) {
                strip(scratch[worker], strip * STRIP, panel);
            }
        }
    }

    /// Some columns of `b` from column `j` on against one panel of packed rows.
    private void strip(Scratch w, int j, int panel) {
        int columns = Math.min(STRIP, p.n - j);
        int row = panel * Tiles.COLUMNS;
        int rows = Math.min(Tiles.COLUMNS, p.m - row);
        int vectors = Math.ceilDiv(rows, L);
        int pieces = Math.ceilDiv(p.k, step);
        long first = (long) panel * pieces * Packing.panelBytes(step);
        int apart = columns / Tiles.ROWS;
        for (int i = 0; i < apart; i++) {
            // A tile takes columns that lie apart, and the next tile the ones behind them: the weight is read in as many
            // long streams as a tile has rows, which the hardware foresees.
            long at = first;
            for (int k = 0; k < p.k; k += step, at += Packing.panelBytes(step)) {
                Tiles.tile(vectors, Math.min(step, p.k - k), p.b.data, p.b.byteAt(0, k, j + i),
                        4 * p.b.column * apart, 4, packed, at, Packing.ROW, k > 0, 1, w.tile, i * Packing.ROW,
                        Packing.ROW * apart);
            }
        }
        for (int i = 0; i < columns; i += TURNED) {
            Packing.transposed(w.tile, i * Packing.ROW, Packing.ROW, rows, TURNED, w.square, w.turned, 0);
            for (int r = 0; r < rows; r++) {
                long to = p.c.byteAt(0, row + r, j + i);
                for (int part = 0; part < TURNED; part += L) {
                    FloatVector.fromMemorySegment(F, w.turned, r * Packing.ROW + 4L * part, LE)
                            .intoMemorySegment(p.c.data, to + 4L * part, LE);
                }
            }
        }
    }
}
