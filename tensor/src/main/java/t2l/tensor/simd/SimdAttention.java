package t2l.tensor.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import t2l.tensor.Contract;
import t2l.tensor.Heads;
import t2l.tensor.Parallel;
import t2l.tensor.Tensor;

/// Attention, forward, in one sweep over the keys (Milakov & Gimelshein 2018; Dao et al. 2022, "FlashAttention").
///
/// For each block of keys the scores `s` of a block of queries are worked out ([Attended]). With the largest score so
/// far going from `m` to `m'`, what was summed before is multiplied by `e^(m − m')`; then `l += Σ e^(s − m')` and
/// `acc += e^(s − m')·v`. At the end `y = acc/l`.
///
/// A task is one sequence, one head and a block of queries. Its scratch memory is one table of scores and the sums of
/// its queries, and does not grow with the length of the text.
final class SimdAttention implements Parallel.Body {
    /// Multiply-adds of a chunk.
    private static final long CHUNK = 200_000;

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final long LINE = Attended.LINE;

    private final Parallel threads;
    private final Scratch scratch;
    private final Attended on;
    private final FewQueries few;
    private int blocks;

    SimdAttention(Parallel threads) {
        this.threads = threads;
        scratch = new Scratch(threads.threads());
        on = new Attended(threads.threads());
        few = new FewQueries(threads, on);
    }

    /// [t2l.tensor.Kernels#attention]; false, having done nothing, if [Rows] cannot walk an operand.
    boolean attention(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse) {
        Contract.attention(heads, q, k, v, span, y, lse);
        if (!on.see(heads, q, k, v, span, y, lse)) {
            return false;
        }
        int queries = q.dim(1);
        if (queries <= FewQueries.MOST) {
            few.attention(q.dim(0), k.dim(1));
            return true;
        }
        blocks = Math.ceilDiv(queries, Attended.QUERIES);
        scratch.reserve(values(0) + (on.whole() ? 0 : Attended.KEYS * on.pitch()));
        long work = 2L * Math.min(Attended.QUERIES, queries) * k.dim(1) * heads.width();
        threads.rows(q.dim(0) * heads.query() * blocks, Math.clamp(CHUNK / Math.max(1, work), 1, 1 << 20), this);
        return true;
    }

    // the parts of a thread's scratch memory, from `at` on

    /// What is known of each query, a line each: the first key it sees, the key after its last, the largest score, the
    /// one before that, the sum of weights, and by what earlier sums are multiplied.
    private static long first(long at) {
        return at;
    }

    private static long end(long at) {
        return at + LINE;
    }

    private static long largest(long at) {
        return at + 2 * LINE;
    }

    private static long before(long at) {
        return at + 3 * LINE;
    }

    private static long sum(long at) {
        return at + 4 * LINE;
    }

    private static long kept(long at) {
        return at + 5 * LINE;
    }

    private static long table(long at) {
        return at + 6 * LINE;
    }

    private static long turned(long at) {
        return table(at) + Attended.TABLE;
    }

    private long spare(long at) {
        return turned(at) + on.turned();
    }

    private long acc(long at) {
        return spare(at) + Tiles.ROWS * on.pitch();
    }

    private long values(long at) {
        return acc(at) + Attended.QUERIES * on.pitch();
    }

    @Override
    public void run(int worker, int from, int to) {
        int heads = on.heads().query();
        for (int task = from; task < to; task++) {
            int t = task % blocks * Attended.QUERIES;
            block(worker, task / blocks / heads, task / blocks % heads, t,
                    Math.min(Attended.QUERIES, on.queries() - t));
        }
    }

    /// Head `h` of `count` queries from `t` on, of sequence `b`.
    private void block(int worker, int b, int h, int t, int count) {
        MemorySegment own = scratch.data();
        long at = scratch.at(worker);
        SimdMap.fill(ScoreTable.LOWEST, own, largest(at), Attended.QUERIES);
        SimdMap.fill(0, own, sum(at), Attended.QUERIES);
        Rows q = on.q();
        on.turn(worker, (float) on.heads().scale(), q.data(), on.query(q, b, t, h), q.step(), count, own, turned(at));
        int end = on.end(b, t + count - 1);
        for (int key = on.first(b, t); key < end; key += Attended.KEYS) {
            keys(own, at, b, h, t, count, key, Math.min(Attended.KEYS, end - key));
        }
        for (int c = 0; c < count; c += Lanes.L) {
            ScoreTable.logs(own, largest(at) + 4L * c, sum(at) + 4L * c);
        }
        finish(own, at, b, h, t, count);
    }

    /// The part of [#block] that `n` keys from `key` on have in it.
    private void keys(MemorySegment own, long at, int b, int h, int t, int count, int key, int n) {
        int g = h / on.heads().group();
        Rows k = on.k();
        on.scores(k.data(), on.key(k, b, key, g), k.step(), n, own, turned(at), count, spare(at), table(at));
        if (on.heads().capped()) {
            float cap = (float) on.heads().cap();
            for (int j = 0; j < n; j++) {
                Curves.caps(own, table(at) + j * LINE, cap, own, table(at) + j * LINE, count);
            }
        }
        for (int i = 0; i < count; i++) {
            own.set(INT, first(at) + 4L * i, on.first(b, t + i) - key);
            own.set(INT, end(at) + 4L * i, on.end(b, t + i) - key);
        }
        for (int c = 0; c < count; c += Lanes.L) {
            columns(own, at, 4L * c, c, Math.min(count, c + Lanes.L) - 1, n);
        }
        Rows v = on.v();
        long step = on.whole() ? v.step() : on.pitch();
        long values = on.whole() ? on.key(v, b, key, g) : values(at);
        if (!on.whole()) {
            on.copy(v.data(), on.key(v, b, key, g), v.step(), n, own, values);
        }
        for (int i = 0; i < count; i += Tiles.ROWS) {
            int lo = Math.max(0, own.get(INT, first(at) + 4L * i));
            int hi = Math.min(n, own.get(INT, end(at) + 4L * (Math.min(count, i + Tiles.ROWS) - 1)));
            if (lo < hi) {
                boolean fresh = own.get(INT, first(at) + 4L * i) >= 0;
                if (!fresh) {
                    rescale(own, at, i);
                }
                on.mix(!fresh, own, table(at) + lo * LINE + 4L * i, 4, LINE, hi - lo, on.whole() ? v.data() : own,
                        values + lo * step, step, own, acc(at) + i * on.pitch(), on.pitch());
            }
        }
    }

    /// Turns a register's width of columns from `from` to `last` from scores into weights.
    private static void columns(MemorySegment own, long at, long column, int from, int last, int n) {
        long table = table(at) + column;
        long largest = largest(at) + column;
        long first = first(at) + column;
        long end = end(at) + column;
        // all of these queries see the keys low … high, some of them those around, from lowest to highest
        int lowest = Math.clamp(own.get(INT, first(at) + 4L * from), 0, n);
        int highest = Math.clamp(own.get(INT, end(at) + 4L * last), lowest, n);
        int low = Math.clamp(own.get(INT, first(at) + 4L * last), lowest, highest);
        int high = Math.clamp(own.get(INT, end(at) + 4L * from), low, highest);
        SimdMap.scale(1, own, largest, own, before(at) + column, Lanes.L);
        ScoreTable.largestSeen(own, table, lowest, low, largest, first, end);
        ScoreTable.largest(own, table, low, high, largest);
        ScoreTable.largestSeen(own, table, high, highest, largest, first, end);
        ScoreTable.keep(own, before(at) + column, largest, sum(at) + column, kept(at) + column);
        ScoreTable.weightsSeen(own, table, lowest, low, largest, sum(at) + column, first, end);
        ScoreTable.weights(own, table, low, high, largest, sum(at) + column);
        ScoreTable.weightsSeen(own, table, high, highest, largest, sum(at) + column, first, end);
    }

    private void rescale(MemorySegment own, long at, int i) {
        for (int r = i; r < i + Tiles.ROWS; r++) {
            float kept = own.get(FLOAT, kept(at) + 4L * r);
            if (kept != 1) {
                long row = acc(at) + r * on.pitch();
                SimdMap.scale(kept, own, row, own, row, on.heads().width());
            }
        }
    }

    private void finish(MemorySegment own, long at, int b, int h, int t, int count) {
        Rows y = on.y();
        for (int i = 0; i < count; i++) {
            float sum = own.get(FLOAT, sum(at) + 4L * i);
            long to = on.query(y, b, t + i, h);
            if (sum == 0) {
                SimdMap.fill(0, y.data(), to, on.heads().width());
            } else {
                SimdMap.scale(1 / sum, own, acc(at) + i * on.pitch(), y.data(), to, on.heads().width());
            }
            on.lse(b, t + i, h, own.get(FLOAT, largest(at) + 4L * i));
        }
    }
}
