package t2l.tensor.simd.product;

import static t2l.tensor.simd.lanes.Lanes.BYTES;
import static t2l.tensor.simd.lanes.Lanes.VIRTUAL;
import static t2l.tensor.simd.lanes.RawMemory.load;
import static t2l.tensor.simd.lanes.RawMemory.store;

import jdk.incubator.vector.FloatVector;
import t2l.tensor.Parallel;
import t2l.tensor.simd.lanes.Inlined;
import t2l.tensor.simd.lanes.Scratch;

/// Products of few rows with a [PackedWeight], to the bits of [FewRows]. Neighbouring lanes hold neighbouring columns here, so
/// lane `l` of all sums there is one tile here: the chain over the elements `l, l + 16, …`, with every sixteenth row of the
/// panel. Sixteen tiles are added in the order in which lanes are folded.
final class PackedRows {
    /// Rows up to which [FewRows] is as fast.
    static final int MORE = 4;

    /// Tasks for each thread.
    private static final int TASKS = 4;

    /// Bytes of a tile of sums.
    private static final long SUMS = Panels.bytes(Tile.ROWS);

    private final Product p;
    private final Parallel threads;
    private final Scratch scratch;
    private final Scratch rows = new Scratch(1);
    private final Parallel.Body body = this::run;

    PackedRows(Product p, Parallel threads) {
        this.p = p;
        this.threads = threads;
        scratch = new Scratch(threads.threads());
    }

    /// Whether this is the way for a product that [FewRows] suits.
    boolean suits() {
        return p.packed != 0 && p.c.column == 1;
    }

    /// Computes the product.
    void run() {
        rows.reserve(Panels.upright(p.k) * Math.ceilDiv(p.m, Tile.ROWS) + Panels.BEYOND);
        scratch.reserve(VIRTUAL * SUMS + Panels.bytes(p.k));
        Panels.packUpright(p.a.addressOf(0, 0, 0), 4 * p.a.row, 4 * p.a.column, p.m, p.k, rows.at(0));
        int panels = Math.ceilDiv(p.n, Tile.COLUMNS);
        threads.rows(panels, Math.ceilDiv(panels, TASKS * threads.threads()), body);
    }

    private void run(int worker, int from, int to) {
        long sums = scratch.at(worker);
        long panel = sums + VIRTUAL * SUMS;
        for (int j = from * Tile.COLUMNS; j < Math.min(p.n, to * Tile.COLUMNS); j += Tile.COLUMNS) {
            PackedWeight.unpack(p.packed, p.k, j, 0, p.k, panel);
            for (int i = 0; i < p.m; i += Tile.ROWS) {
                int height = Math.min(Tile.ROWS, p.m - i);
                tiles(height, rows.at(0) + Panels.upright(p.k) * (i / Tile.ROWS), panel, sums);
                for (int r = 0; r < height; r++) {
                    Blocked.merge(sums + Panels.bytes(1) * r, Math.min(Tile.COLUMNS, p.n - j), p.add, p.alpha,
                            p.c.addressOf(0, i + r, j));
                }
            }
        }
    }

    private void tiles(int height, long a, long b, long sums) {
        for (int l = 0; l < VIRTUAL; l++) {
            Tile.put(height, Tile.VECTORS, p.k / VIRTUAL, a + Panels.upright(l), Panels.upright(VIRTUAL),
                    b + Panels.bytes(l), Panels.bytes(VIRTUAL), sums + SUMS * l, Panels.bytes(1));
        }
        for (long at = sums; at < sums + Panels.bytes(height); at += BYTES) {
            fold(at);
        }
    }

    /// Adds up a register of each of sixteen tiles.
    private static void fold(long at) {
        FloatVector even = four(at).add(four(at + 2 * SUMS));
        store(even.add(four(at + SUMS).add(four(at + 3 * SUMS))), at);
    }

    @Inlined
    private static FloatVector four(long at) {
        return two(at).add(two(at + 4 * SUMS));
    }

    @Inlined
    private static FloatVector two(long at) {
        return load(at).add(load(at + 8 * SUMS));
    }
}
