package t2l.tensor.simd.attention;

import java.util.Arrays;
import t2l.tensor.Parallel;
import t2l.tensor.kernel.Attending.AttentionGradAdd;
import t2l.tensor.simd.attention.Attended.VisibleKeys;
import t2l.tensor.simd.lanes.*;
import t2l.tensor.simd.rows.SimdMap;

/// Attention, backward. Two tables, a line for each query, hold scores and `dy·vᵀ`; they become weights `p = e^(s − lse)`
/// and slopes `ds = p·(dy·vᵀ − dy·y)`, times the slope of the cap. Then `dq += ds·k`, `dk += dsᵀ·q`, `dv += pᵀ·dy`, with
/// the scale of the scores in `q`.
///
/// A task is one sequence, one key/value head, some of its keys and as many queries of each head that shares it: a square
/// of all pairs. A square adds to `dq` at its queries and to `dk` and `dv` at its keys. So squares are worked out in
/// rounds, of which each takes one square of every row and of every column, and in a fixed order:
///
/// ```
///                keys                round 0: A, 1: B, …: square [i,j] is in round (i + j) mod 4
///              A  B  C  D
///    queries   B  C  D  A            of a causal mask, which sees the lower left half, every
///              C  D  A  B            round has as much to do
///              D  A  B  C
/// ```
///
/// Scratch memory does not grow with the length of the text.
public final class SimdAttentionGrad implements Parallel.Body {
    /// Floats of the keys of a square.
    private static final int SQUARE = 1 << 15;

    /// Multiply-adds of a chunk.
    private static final long CHUNK = 200_000;

    private static final int SIDE = RowBlock.SIDE;
    private static final long LINE = RowBlock.LINE;
    private static final long TABLE = SIDE * LINE;

    /// Where the parts of a thread's scratch memory begin, in bytes.
    private static final class Parts {
        final int width;
        final int square;
        private long end;
        /// What is known of each query of a table: its log-sum-exp, `dy·y`, 0, 1.
        final long lse = take(LINE);
        final long mean = take(LINE);
        final long zeros = take(LINE);
        final long ones = take(LINE);
        /// Tables; a transposed one is followed by a line that a tile may write.
        final long weights = take(TABLE);
        final long slopes = take(TABLE);
        final long slopesT = take(TABLE + LINE);
        final long tile = take(4L * RowBlock.ROWS * RowBlock.COLUMNS);
        final long sums = take(RowProducts.ROOM);
        /// Rows of queries, then of keys of a square; `T` are transposed.
        final long queries;
        final long queriesT;
        final long dys;
        final long dysT;
        final long dqs;
        final long keys;
        final long keysT;
        final long valuesT;
        final long dks;
        final long dvs;

        Parts(int width, int square) {
            this.width = width;
            this.square = square;
            long side = RowBlock.bytes(SIDE, width);
            queries = take(side);
            queriesT = take(side);
            dys = take(side);
            dysT = take(side);
            dqs = take(side);
            long rows = RowBlock.bytes(square, width);
            keys = take(rows);
            keysT = take(rows);
            valuesT = take(rows);
            dks = take(rows);
            dvs = take(rows);
        }

        private long take(long bytes) {
            end += bytes;
            return end - bytes;
        }
    }

    private final Parallel threads;
    private final Scratch scratch;
    private final Attended on = new Attended();
    private final VisibleKeys[] seen;
    private final Rows dy = new Rows();
    private final Rows dq = new Rows();
    private final Rows dk = new Rows();
    private final Rows dv = new Rows();
    private int width;
    private int square;
    private Parts parts = new Parts(0, 0);
    private int rounds;
    private int round;

    public SimdAttentionGrad(Parallel threads) {
        this.threads = threads;
        scratch = new Scratch(threads.threads());
        seen = new VisibleKeys[threads.threads()];
        Arrays.setAll(seen, i -> new VisibleKeys());
    }

    /// [t2l.tensor.kernel.Attending.AttentionGradAdd]; false, having done nothing, if [Rows] cannot walk an operand.
    public boolean run(AttentionGradAdd call) {
        call.requireSpans();
        if (!(on.backward(call)
                && dy.see(call.dy(), false) && dq.edit(call.dq(), false)
                && dk.edit(call.dk(), false) && dv.edit(call.dv(), false))) {
            return false;
        }
        width = on.heads().width();
        square = Math.clamp(SQUARE / width / SIDE, 1, 8) * SIDE;
        rounds = Math.ceilDiv(Math.max(on.queries(), on.keys()), square);
        if (parts.width != width || parts.square != square) {
            parts = new Parts(width, square);
        }
        scratch.reserve(parts.end);
        long work = 5L * Math.min(square, on.queries()) * on.heads().group() * Math.min(square, on.keys()) * width;
        int grain = Math.clamp(CHUNK / Math.max(1, work), 1, 1 << 20);
        int tasks = call.q().dim(0) * on.heads().keyValue() * Math.ceilDiv(on.queries(), square);
        for (round = 0; round < rounds; round++) {
            threads.rows(tasks, grain, this);
        }
        return true;
    }

    @Override
    public void run(int worker, int from, int to) {
        int groups = on.heads().keyValue();
        int each = Math.ceilDiv(on.queries(), square);
        long at = scratch.at(worker);
        SimdMap.fill(0, at + parts.zeros, SIDE);
        SimdMap.fill(1, at + parts.ones, SIDE);
        for (int task = from; task < to; task++) {
            int t = task % each * square;
            int key = Math.floorMod(round - task % each, rounds) * square;
            if (key < on.keys()) {
                square(seen[worker], at, task / each / groups, task / each % groups, t,
                        Math.min(square, on.queries() - t), key, Math.min(square, on.keys() - key));
            }
        }
    }

    /// The heads that share key/value head `g` of sequence `b`: `count` queries from `t` on, `n` keys from `key` on.
    private void square(VisibleKeys seen, long at, int b, int g, int t, int count, int key, int n) {
        seen.at(on, b, t, key);
        int some = Math.min(n, seen.end(count - 1));
        if (Math.max(0, seen.first(0)) >= some) {
            return;
        }
        RowBlock.transpose(on.key(on.v(key), b, key, g), on.v(key).step(), some, width, at + parts.valuesT);
        RowBlock.transpose(on.key(on.k(key), b, key, g), on.k(key).step(), some, width, at + parts.keysT);
        RowLoops.copy(1, on.key(on.k(key), b, key, g), on.k(key).step(), some, width, at + parts.keys);
        RowBlock.clear(some, width, at + parts.dks);
        RowBlock.clear(some, width, at + parts.dvs);
        for (int h = g * on.heads().group(); h < (g + 1) * on.heads().group(); h++) {
            for (int i = 0; i < count; i += SIDE) {
                queries(seen, at, b, h, t + i, Math.min(SIDE, count - i), key, some,
                        i == 0 && h == g * on.heads().group());
            }
        }
        RowLoops.add(1, at + parts.dks, some, width, on.key(dk, b, key, g), dk.step());
        RowLoops.add(1, at + parts.dvs, some, width, on.key(dv, b, key, g), dv.step());
    }

    /// The part of [#square] that the queries of one table have in it.
    private void queries(VisibleKeys seen, long at, int b, int h, int t, int count, int key, int n, boolean first) {
        float scale = (float) on.heads().scale();
        RowLoops.copy(scale, on.query(on.q(), b, t, h), on.q().step(), count, width, at + parts.queries);
        RowBlock.transpose(at + parts.queries, RowBlock.pitch(width), count, width, at + parts.queriesT);
        RowLoops.copy(1, on.query(dy, b, t, h), dy.step(), count, width, at + parts.dys);
        RowBlock.transpose(at + parts.dys, RowBlock.pitch(width), count, width, at + parts.dysT);
        long log = on.log(b, t, h);
        for (int i = 0; i < count; i++) {
            RawMemory.set(at + parts.lse + 4L * i, RawMemory.get(log + i * on.lse().step()));
        }
        RowProducts.pairs(at + parts.dys, RowBlock.pitch(width), on.query(on.y(), b, t, h), on.y().step(), count, width,
                at + parts.sums, at + parts.mean);
        RowBlock.clear(count, width, at + parts.dqs);
        seen.at(on, b, t, key);
        int end = Math.min(n, seen.end(count - 1));
        int start = Math.max(0, seen.first(0)) / SIDE * SIDE;
        for (int j = start; j < end; j += SIDE) {
            seen.at(on, b, t, key + j);
            tables(seen, at, count, Math.min(SIDE, end - j), j, j == start, first);
        }
        RowLoops.add(scale, at + parts.dqs, count, width, on.query(dq, b, t, h), dq.step());
    }

    /// The part of [#queries] that `n` keys of the square from `j` on have in it.
    ///
    /// @param firstKeys    whether these queries have met no keys of the square before
    /// @param firstQueries whether these are the first queries of the square
    private void tables(VisibleKeys seen, long at, int count, int n, int j, boolean firstKeys, boolean firstQueries) {
        scores(seen, at + parts.queriesT, count, RowBlock.transposed(at + parts.keysT, j, width), n,
                at + parts.weights);
        scores(seen, at + parts.dysT, count, RowBlock.transposed(at + parts.valuesT, j, width), n, at + parts.slopes);
        slopes(seen, at, count, n);
        RowBlock.transposeTable(at + parts.slopes, count, n, at + parts.slopesT);
        long rows = j * RowBlock.pitch(width);
        for (int d = 0; d < width; d += RowBlock.COLUMNS) {
            toQueries(seen, at, count, n, at + parts.keys + rows, d, firstKeys);
            toKeys(seen, at, count, n, at + parts.weights, at + parts.dys, d, at + parts.dvs + rows, firstQueries);
            toKeys(seen, at, count, n, at + parts.slopes, at + parts.queries, d, at + parts.dks + rows, firstQueries);
        }
    }

    /// Tiles of which no query sees a key are left out.
    private void scores(VisibleKeys seen, long a, int count, long b, int n, long table) {
        for (int i = 0; i < count; i += RowBlock.ROWS) {
            int first = seen.first(i);
            int end = seen.end(Math.min(count, i + RowBlock.ROWS) - 1);
            for (int c = 0; c < n; c += RowBlock.COLUMNS) {
                int columns = Math.min(RowBlock.COLUMNS, n - c);
                if (first < c + columns && end > c) {
                    RowBlock.scores(width, a, i, b, c, columns, table);
                }
            }
        }
    }

    /// Turns scores and `dy·v` into weights and slopes.
    private void slopes(VisibleKeys seen, long at, int count, int n) {
        long mean = at + parts.mean;
        if (on.heads().capped()) {
            float cap = (float) on.heads().cap();
            for (int i = 0; i < count; i++) {
                Curves.caps(at + parts.weights + i * LINE, cap, at + parts.weights + i * LINE, n);
            }
            SlopeTable.uncap(at + parts.weights, at + parts.slopes, count, n, mean, 1 / cap);
            mean = at + parts.zeros;
        }
        SlopeTable.slopes(at + parts.weights, at + parts.slopes, count, n, at + parts.lse, mean);
        for (int i = 0; i < count; i++) {
            SlopeTable.clear(at + parts.weights + i * LINE, n, seen.first(i), seen.end(i));
            SlopeTable.clear(at + parts.slopes + i * LINE, n, seen.first(i), seen.end(i));
        }
    }

    /// `dq += ds·k` for a tile's numbers, from `d` on.
    private void toQueries(VisibleKeys seen, long at, int count, int n, long keys, int d, boolean first) {
        for (int i = 0; i < count; i += RowBlock.ROWS) {
            int low = Math.max(0, seen.first(i));
            int high = Math.min(n, seen.end(Math.min(count, i + RowBlock.ROWS) - 1));
            if (low < high) {
                add(first, high - low, at + parts.slopesT + low * LINE + 4L * i, keys + low * RowBlock.pitch(width), d,
                        at, at + parts.dqs + i * RowBlock.pitch(width));
            }
        }
    }

    /// `dk += dsᵀ·q` or `dv += pᵀ·dy` for a tile's numbers, from `d` on.
    private void toKeys(VisibleKeys seen, long at, int count, int n, long table, long rows, int d, long out,
            boolean first) {
        int low = 0;
        int high = 0;
        for (int j = 0; j < n; j += RowBlock.ROWS) {
            while (low < count && seen.end(low) <= j) {
                low++;
            }
            while (high < count && seen.first(high) < j + RowBlock.ROWS) {
                high++;
            }
            if (low < high) {
                add(first, high - low, table + low * LINE + 4L * j, rows + low * RowBlock.pitch(width), d, at,
                        out + j * RowBlock.pitch(width));
            }
        }
    }

    /// A tile of a mixture, to zeros if it is the `first`.
    private void add(boolean first, int n, long table, long rows, int d, long at, long out) {
        if (first) {
            RowBlock.mix(n, table, rows, RowBlock.pitch(width), width, d, out + 4L * d, RowBlock.pitch(width));
        } else {
            RowBlock.mixAdd(n, table, rows, width, d, at + parts.ones, at + parts.tile, out);
        }
    }
}
