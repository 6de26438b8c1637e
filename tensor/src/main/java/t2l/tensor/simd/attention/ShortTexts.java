package t2l.tensor.simd.attention;

import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.VIRTUAL;

import java.util.Arrays;
import t2l.tensor.Parallel;
import t2l.tensor.simd.attention.Attended.VisibleKeys;
import t2l.tensor.simd.lanes.*;
import t2l.tensor.simd.rows.SimdMap;

/// Attention of texts so short that one block of keys and one table of scores hold them, to the bits of [SimdAttention]: with
/// nothing to merge, and with the queries of several heads side by side in a table.
///
/// ```
///                    head 0            head 1
///                    q0 q1 q2 …  –     q0 q1 q2 …  –      columns: queries, a multiple of 16 of each head
///             key 0  s  s  s           s  s  s
///             key 1  s  s  s           s  s  s
/// ```
///
/// A task is one sequence and one key/value head.
final class ShortTexts implements Parallel.Body {
    /// Multiply-adds of a chunk.
    private static final long CHUNK = 200_000;

    private static final long LINE = RowBlock.LINE;

    private final Parallel threads;
    private final Scratch scratch;
    private final Attended on;
    private final VisibleKeys[] seen;
    /// Columns of a head.
    private int columns;
    /// Heads of a table.
    private int most;

    ShortTexts(Parallel threads, Attended on) {
        this.threads = threads;
        this.on = on;
        scratch = new Scratch(threads.threads());
        seen = new VisibleKeys[threads.threads()];
        Arrays.setAll(seen, i -> new VisibleKeys());
    }

    /// Whether what `on` has seen is as short as that.
    boolean takes() {
        return on.queries() <= RowBlock.SIDE && on.keys() <= Attended.KEYS && !on.halves();
    }

    /// What `on` has seen, with `sequences` of them.
    void attention(int sequences) {
        columns = Math.ceilDiv(on.queries(), VIRTUAL) * VIRTUAL;
        most = Math.clamp(RowBlock.SIDE / Math.max(1, columns), 1, on.heads().group());
        scratch.reserve(end(0));
        long work = 2L * on.queries() * on.heads().group() * on.keys() * on.heads().width();
        threads.rows(sequences * on.heads().keyValue(), Math.clamp(CHUNK / Math.max(1, work), 1, 1 << 20), this);
    }

    // the parts of a thread's scratch memory, from `at` on: a table; largest scores and sums of weights of its queries;
    // queries, or sums of values; queries, keys turned over; values

    private static long largest(long at) {
        return at + Attended.KEYS * LINE;
    }

    private static long sum(long at) {
        return largest(at) + LINE;
    }

    /// What nobody reads.
    private static long kept(long at) {
        return sum(at) + LINE;
    }

    private static long rows(long at) {
        return kept(at) + LINE;
    }

    private long turned(long at) {
        return rows(at) + RowBlock.bytes(RowBlock.SIDE, on.heads().width());
    }

    private long keys(long at) {
        return turned(at) + RowBlock.bytes(RowBlock.SIDE, on.heads().width());
    }

    private long values(long at) {
        return keys(at) + RowBlock.bytes(Attended.KEYS, on.heads().width());
    }

    private long end(long at) {
        return values(at) + RowBlock.bytes(Attended.KEYS, on.heads().width());
    }

    @Override
    public void run(int worker, int from, int to) {
        int groups = on.heads().keyValue();
        for (int task = from; task < to; task++) {
            heads(seen[worker], scratch.at(worker), task / groups, task % groups);
        }
    }

    /// The heads that share key/value head `g`, of sequence `b`.
    private void heads(VisibleKeys seen, long at, int b, int g) {
        int key = on.low(b);
        int width = on.heads().width();
        seen.at(on, b, 0, key);
        int n = Math.max(0, seen.end(on.queries() - 1));
        long values = values(at);
        long pitch = RowBlock.pitch(width);
        if (n > 0) {
            Rows k = on.k(key);
            Rows v = on.v(key);
            RowBlock.transpose(on.key(k, b, key, g), k.step(), n, width, keys(at));
            if (width % L == 0) { // no tile reads beyond a row
                values = on.key(v, b, key, g);
                pitch = v.step();
            } else {
                RowLoops.copy(1, on.key(v, b, key, g), v.step(), n, width, values);
            }
        }
        int group = on.heads().group();
        for (int h = 0; h < group; h += most) {
            table(seen, at, b, g * group + h, Math.min(most, group - h), n, values, pitch);
        }
    }

    /// `count` heads from `h` on.
    private void table(VisibleKeys seen, long at, int b, int h, int count, int n, long values, long pitch) {
        int width = on.heads().width();
        int queries = on.queries();
        long step = RowBlock.pitch(count * width);
        RowLoops.copy((float) on.heads().scale(), on.query(on.q(), b, 0, h), on.q().step(), queries, count * width,
                rows(at), step);
        for (int i = 0; i < count; i++) {
            RowBlock.transpose(rows(at) + 4L * width * i, step, queries, width,
                    RowBlock.transposed(turned(at), columns * i, width));
        }
        for (int j = 0; j < n; j += RowBlock.ROWS) {
            for (int c = 0; c < count * columns; c += RowBlock.COLUMNS) {
                RowBlock.scores(width, keys(at), j, turned(at), c, Math.min(RowBlock.COLUMNS, count * columns - c), at);
            }
        }
        for (int j = 0; j < n && on.heads().capped(); j++) {
            Curves.caps(at + j * LINE, (float) on.heads().cap(), at + j * LINE, count * columns);
        }
        SimdMap.fill(ScoreTable.LOWEST, largest(at), count * columns);
        SimdMap.fill(0, sum(at), count * columns);
        for (int c = 0; c < count * columns; c += L) {
            if (c % columns < queries) {
                weights(seen, at, n, c);
            }
        }
        ScoreTable.logs(largest(at), sum(at), count * columns);
        for (int i = 0; i < count; i++) {
            finish(seen, at, b, h + i, columns * i, n, values, pitch);
        }
    }

    /// Turns the scores of a register's width of queries, in the columns from `c` on, into weights.
    private void weights(VisibleKeys seen, long at, int n, int c) {
        int first = c % columns;
        int last = Math.min(on.queries(), first + L) - 1;
        // all of these queries see the keys low … high
        int low = Math.clamp(seen.first(last), 0, n);
        int high = Math.clamp(seen.end(first), low, n);
        ScoreTable.hide(at + 4L * c, 0, low, seen, first);
        ScoreTable.hide(at + 4L * c, high, n, seen, first);
        ScoreTable.largest(at + 4L * c, 0, n, largest(at) + 4L * c, kept(at));
        ScoreTable.weights(at + 4L * c, 0, n, largest(at) + 4L * c, sum(at) + 4L * c);
    }

    /// Sums the values of head `h`, whose queries are in the columns from `c` on.
    private void finish(VisibleKeys seen, long at, int b, int h, int c, int n, long values, long pitch) {
        int width = on.heads().width();
        int queries = on.queries();
        for (int i = 0; i < queries; i += RowBlock.ROWS) {
            int low = Math.max(0, seen.first(i));
            int high = Math.min(n, seen.end(Math.min(queries, i + RowBlock.ROWS) - 1));
            for (int d = 0; d < width && low < high; d += RowBlock.COLUMNS) {
                RowBlock.mix(high - low, at + low * LINE + 4L * (c + i), values + low * pitch, pitch, width, d,
                        rows(at) + i * RowBlock.pitch(width) + 4L * d, RowBlock.pitch(width));
            }
        }
        RowLoops.write(sum(at) + 4L * c, rows(at), queries, width, on.query(on.y(), b, 0, h), on.y().step());
        long log = on.log(b, 0, h);
        for (int i = 0; i < queries; i++) {
            RawMemory.set(log + i * on.lse().step(), RawMemory.get(largest(at) + 4L * (c + i)));
        }
    }
}
