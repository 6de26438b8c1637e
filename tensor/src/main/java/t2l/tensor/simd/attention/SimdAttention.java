package t2l.tensor.simd.attention;

import java.util.Arrays;
import t2l.tensor.Parallel;
import t2l.tensor.kernel.Attending.Attention;
import t2l.tensor.simd.attention.Attended.VisibleKeys;
import t2l.tensor.simd.lanes.*;
import t2l.tensor.simd.rows.SimdMap;

/// Attention, forward, in one sweep over the keys (Milakov & Gimelshein 2018; Dao et al. 2022, "FlashAttention").
///
/// For each block of keys the scores `s` of a block of queries are worked out, a line of the table for each key. With the
/// largest score so far going from `m` to `m'`, what was summed before is multiplied by `e^(m − m')`; then
/// `l += Σ e^(s − m')` and `acc += e^(s − m')·v`. At the end `y = acc/l`.
///
/// A task is one sequence, one key/value head and some queries of each head that shares it, in one table after the other.
/// Scratch memory does not grow with the length of the text.
public final class SimdAttention implements Parallel.Body {
    /// Queries of a task: two tables for every block of keys that is turned over.
    private static final int QUERIES = 2 * RowBlock.SIDE;

    /// Multiply-adds of a chunk.
    private static final long CHUNK = 200_000;

    private static final long LINE = RowBlock.LINE;

    private final Parallel threads;
    private final Scratch scratch;
    private final Attended on = new Attended();
    private final FewQueries few;
    private final ShortTexts texts;
    private final VisibleKeys[] seen;
    private int tasks;

    public SimdAttention(Parallel threads) {
        this.threads = threads;
        scratch = new Scratch(threads.threads());
        few = new FewQueries(threads, on);
        texts = new ShortTexts(threads, on);
        seen = new VisibleKeys[threads.threads()];
        Arrays.setAll(seen, i -> new VisibleKeys());
    }

    /// [t2l.tensor.kernel.Attending.Attention]; false, having done nothing, if [Rows] cannot walk an operand.
    public boolean run(Attention call) {
        call.requireSpans();
        if (!on.forward(call)) {
            return false;
        }
        if (on.queries() <= FewQueries.MAX_QUERIES) {
            few.attention(call.q().dim(0));
            return true;
        }
        if (texts.takes()) {
            texts.attention(call.q().dim(0));
            return true;
        }
        tasks = Math.ceilDiv(on.queries(), QUERIES);
        scratch.reserve(ofTable(0, QUERIES, 0));
        long work = 2L * Math.min(QUERIES, on.queries()) * on.heads().group() * on.keys() * on.heads().width();
        threads.rows(call.q().dim(0) * on.heads().keyValue() * tasks,
                Math.clamp(CHUNK / Math.max(1, work), 1, 1 << 20), this);
        return true;
    }

    // the parts of a thread's scratch memory, from `at` on: a table; queries, or a tile of sums; keys turned over; values;
    // then what is known of the queries of each table, from `of` on

    private static long table(long at) {
        return at;
    }

    private static long spare(long at) {
        return table(at) + Attended.KEYS * LINE;
    }

    private long keys(long at) {
        return spare(at) + RowBlock.bytes(RowBlock.SIDE, on.heads().width());
    }

    private long values(long at) {
        return keys(at) + RowBlock.bytes(Attended.KEYS, on.heads().width());
    }

    private long ofTable(long at, int i, int h) {
        return values(at) + RowBlock.bytes(Attended.KEYS, on.heads().width())
                + (i / RowBlock.SIDE * on.heads().group() + h)
                        * (3 * LINE + 2 * RowBlock.bytes(RowBlock.SIDE, on.heads().width()));
    }

    /// Largest scores.
    private static long largest(long of) {
        return of;
    }

    /// Sums of weights.
    private static long sum(long of) {
        return of + LINE;
    }

    /// By what earlier sums are multiplied.
    private static long kept(long of) {
        return of + 2 * LINE;
    }

    /// Queries turned over.
    private static long turned(long of) {
        return of + 3 * LINE;
    }

    private long acc(long of) {
        return turned(of) + RowBlock.bytes(RowBlock.SIDE, on.heads().width());
    }

    @Override
    public void run(int worker, int from, int to) {
        int groups = on.heads().keyValue();
        long at = scratch.at(worker);
        for (int task = from; task < to; task++) {
            int t = task % tasks * QUERIES;
            queries(seen[worker], at, task / tasks / groups, task / tasks % groups, t,
                    Math.min(QUERIES, on.queries() - t));
        }
    }

    /// The heads that share key/value head `g`, for `count` queries from `t` on, of sequence `b`.
    private void queries(VisibleKeys seen, long at, int b, int g, int t, int count) {
        int group = on.heads().group();
        for (int i = 0; i < count; i += RowBlock.SIDE) {
            for (int h = 0; h < group; h++) {
                begin(at, ofTable(at, i, h), b, g * group + h, t + i, Math.min(RowBlock.SIDE, count - i));
            }
        }
        seen.at(on, b, t, 0);
        int end = seen.end(count - 1);
        for (int key = on.start(b, seen.first(0), Attended.KEYS); key < end; key += Attended.KEYS) {
            keys(seen, at, b, g, t, count, key, Math.min(Attended.KEYS, end - key));
        }
        for (int i = 0; i < count; i += RowBlock.SIDE) {
            for (int h = 0; h < group; h++) {
                finish(ofTable(at, i, h), b, g * group + h, t + i, Math.min(RowBlock.SIDE, count - i));
            }
        }
    }

    private void begin(long at, long of, int b, int h, int t, int count) {
        int width = on.heads().width();
        SimdMap.fill(ScoreTable.LOWEST, largest(of), count);
        SimdMap.fill(0, sum(of), count);
        RowLoops.copy((float) on.heads().scale(), on.query(on.q(), b, t, h), on.q().step(), count, width, spare(at));
        RowBlock.transpose(spare(at), RowBlock.pitch(width), count, width, turned(of));
    }

    /// What a block of `n` keys from `key` on has to say to these queries.
    private void keys(VisibleKeys seen, long at, int b, int g, int t, int count, int key, int n) {
        int width = on.heads().width();
        long pitch = RowBlock.pitch(width);
        long k = on.key(on.k(key), b, key, g);
        long v = on.key(on.v(key), b, key, g);
        if (on.halves()) {
            RowLoops.widen(k, on.k(key).step(), n, width, values(at), pitch);
            RowBlock.transpose(values(at), pitch, n, width, keys(at));
            RowLoops.widen(v, on.v(key).step(), n, width, values(at), pitch);
        } else {
            RowBlock.transpose(k, on.k(key).step(), n, width, keys(at));
            RowLoops.copy(1, v, on.v(key).step(), n, width, values(at));
        }
        for (int i = 0; i < count; i += RowBlock.SIDE) {
            int queries = Math.min(RowBlock.SIDE, count - i);
            seen.at(on, b, t + i, key);
            int some = Math.min(n, seen.end(queries - 1));
            for (int h = 0; h < on.heads().group() && Math.max(0, seen.first(0)) < some; h++) {
                table(seen, at, ofTable(at, i, h), queries, some);
            }
        }
    }

    private void table(VisibleKeys seen, long at, long of, int count, int n) {
        scores(seen, at, of, count, n);
        for (int j = 0; j < n && on.heads().capped(); j++) {
            Curves.caps(table(at) + j * LINE, (float) on.heads().cap(), table(at) + j * LINE, count);
        }
        for (int c = 0; c < count; c += Lanes.L) {
            weights(seen, at, of, count, n, c);
        }
        for (int d = 0; d < on.heads().width(); d += RowBlock.COLUMNS) {
            mix(seen, at, of, count, n, d);
        }
    }

    /// Tiles of which no query sees a key are left out.
    private void scores(VisibleKeys seen, long at, long of, int count, int n) {
        for (int j = 0; j < n; j += RowBlock.ROWS) {
            for (int c = 0; c < count; c += RowBlock.COLUMNS) {
                int columns = Math.min(RowBlock.COLUMNS, count - c);
                if (seen.first(c) < j + RowBlock.ROWS && seen.end(c + columns - 1) > j) {
                    RowBlock.scores(on.heads().width(), keys(at), j, turned(of), c, columns, table(at));
                }
            }
        }
    }

    /// Turns the scores of a register's width of queries, from `c` on, into weights.
    private static void weights(VisibleKeys seen, long at, long of, int count, int n, int c) {
        long table = table(at) + 4L * c;
        int from = c / RowBlock.ROWS * RowBlock.ROWS;
        int to = Math.min(count, c + Math.max(Lanes.L, RowBlock.ROWS)) - 1;
        // all of these queries see the keys low … high; some of their tiles read those around, from lowest to highest
        int lowest = Math.clamp(seen.first(from), 0, n);
        int highest = Math.clamp(seen.end(to), lowest, n);
        int low = Math.clamp(seen.first(to), lowest, highest);
        int high = Math.clamp(seen.end(from), low, highest);
        ScoreTable.hide(table, lowest, low, seen, c);
        ScoreTable.hide(table, high, highest, seen, c);
        ScoreTable.largest(table, lowest, highest, largest(of) + 4L * c, kept(of) + 4L * c);
        ScoreTable.keep(largest(of) + 4L * c, kept(of) + 4L * c, sum(of) + 4L * c);
        ScoreTable.weights(table, lowest, highest, largest(of) + 4L * c, sum(of) + 4L * c);
    }

    /// `acc = acc·kept + weights·v` for a tile's numbers of the values, from `d` on. Queries that have not seen a key before
    /// have nothing to keep.
    private void mix(VisibleKeys seen, long at, long of, int count, int n, int d) {
        int width = on.heads().width();
        for (int i = 0; i < count; i += RowBlock.ROWS) {
            int low = Math.max(0, seen.first(i));
            int high = Math.min(n, seen.end(Math.min(count, i + RowBlock.ROWS) - 1));
            long weights = table(at) + low * LINE + 4L * i;
            long values = values(at) + low * RowBlock.pitch(width);
            long acc = acc(of) + i * RowBlock.pitch(width);
            if (low >= high) {
                continue;
            }
            if (seen.first(i) < 0) {
                RowBlock.mixAdd(high - low, weights, values, width, d, kept(of) + 4L * i, spare(at), acc);
            } else {
                RowBlock.mix(high - low, weights, values, RowBlock.pitch(width), width, d, acc + 4L * d,
                        RowBlock.pitch(width));
            }
        }
    }

    private void finish(long of, int b, int h, int t, int count) {
        ScoreTable.logs(largest(of), sum(of), count);
        RowLoops.write(sum(of), acc(of), count, on.heads().width(), on.query(on.y(), b, t, h), on.y().step());
        long log = on.log(b, t, h);
        for (int i = 0; i < count; i++) {
            RawMemory.set(log + i * on.lse().step(), RawMemory.get(largest(of) + 4L * i));
        }
    }
}
