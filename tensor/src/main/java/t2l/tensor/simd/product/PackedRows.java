package t2l.tensor.simd.product;

import static t2l.tensor.simd.lanes.Lanes.BYTES;
import static t2l.tensor.simd.lanes.Lanes.VIRTUAL;
import static t2l.tensor.simd.lanes.RawMemory.load;
import static t2l.tensor.simd.lanes.RawMemory.store;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import t2l.tensor.Parallel;
import t2l.tensor.simd.lanes.Build.Inlined;
import t2l.tensor.simd.lanes.Scratch;

/// Products of few rows with a [PackedWeight], to the bits of [FewRows]. Neighbouring lanes hold neighbouring columns here, so
/// lane `l` of all sums there is one tile here: the chain over the elements `l, l + 16, …`, with every sixteenth row of the
/// panel. Sixteen tiles are added in the order in which lanes are folded.
///
/// Groups of [Tile#ROWS] rows are tasks of their own, and each thread packs the rows that it multiplies: bytes become floats
/// once for each group, but a thread that computes a group alone fetches nothing that another has written.
final class PackedRows {
    /// Tasks for each thread.
    private static final int TASKS = 4;

    /// Bytes of a tile of sums.
    private static final long SUMS = Panels.bytes(Tile.ROWS);

    private final Product p;
    private final Parallel threads;
    private final Scratch scratch;
    private final Parallel.Body body = this::run;
    private int panels;

    /// The first of the rows that each thread has packed, or -1.
    private final int[] packed;

    PackedRows(Product p, Parallel threads) {
        this.p = p;
        this.threads = threads;
        scratch = new Scratch(threads.threads());
        packed = new int[threads.threads()];
    }

    /// Whether this is the way for a product that [FewRows] suits.
    boolean suits() {
        return p.packed != 0 && p.c.column == 1;
    }

    /// Computes the product.
    void run() {
        scratch.reserve(VIRTUAL * SUMS + Panels.upright(p.k) + Panels.BEYOND);
        Arrays.fill(packed, -1);
        panels = Math.ceilDiv(p.n, Tile.COLUMNS);
        int tasks = panels * Math.ceilDiv(p.m, Tile.ROWS);
        threads.rows(tasks, Math.ceilDiv(tasks, TASKS * threads.threads()), body);
    }

    private void run(int worker, int from, int to) {
        long sums = scratch.at(worker);
        long a = sums + VIRTUAL * SUMS;
        for (int task = from; task < to; task++) {
            int i = task / panels * Tile.ROWS;
            int j = task % panels * Tile.COLUMNS;
            int height = Math.min(Tile.ROWS, p.m - i);
            if (packed[worker] != i) {
                Panels.packUpright(p.a.addressOf(0, i, 0), 4 * p.a.row, 4 * p.a.column, height, p.k, a);
                packed[worker] = i;
            }
            tiles(height, a, PackedWeight.panel(p.packed, p.k, j), sums);
            for (int r = 0; r < height; r++) {
                Blocked.merge(sums + Panels.bytes(1) * r, Math.min(Tile.COLUMNS, p.n - j), p.add, p.alpha,
                        p.c.addressOf(0, i + r, j));
            }
        }
    }

    private void tiles(int height, long a, long panel, long sums) {
        for (int l = 0; l < VIRTUAL; l++) {
            Tile.putPacked(height, p.k / VIRTUAL, a + Panels.upright(l), Panels.upright(VIRTUAL),
                    PackedWeight.row(panel, p.k, l), panel, sums + SUMS * l, Panels.bytes(1));
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
