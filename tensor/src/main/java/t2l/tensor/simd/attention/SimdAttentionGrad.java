package t2l.tensor.simd.attention;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import t2l.tensor.Parallel;
import t2l.tensor.kernel.Attention;
import t2l.tensor.kernel.AttentionGradAdd;
import t2l.tensor.simd.lanes.Lanes;
import t2l.tensor.simd.lanes.Rows;
import t2l.tensor.simd.lanes.Scratch;
import t2l.tensor.simd.lanes.Sums;
import t2l.tensor.simd.product.Tiles;
import t2l.tensor.simd.rows.SimdMap;

/// Attention, backward. A task is one sequence and one key/value head, which makes it the only one that adds to those
/// `dk` and `dv`.
///
/// It takes a block of queries of one head after the other through all blocks of keys they see. Two tables as in
/// [Attended] hold scores and `dy·vᵀ`; they become weights `p = e^(s − lse)` and slopes `ds = p·(dy·vᵀ − dy·y)·scale`,
/// times the slope of the cap. Then `dq += ds·k`, `dk += dsᵀ·q`, `dv += pᵀ·dy`. Scratch memory does not grow with the
/// length of the text.
public final class SimdAttentionGrad implements Parallel.Body {
    /// Multiply-adds of a chunk.
    private static final long CHUNK = 200_000;

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final long LINE = Attended.LINE;

    private final Parallel threads;
    private final Scratch scratch;
    private final Attended on;
    private final Rows dy = new Rows();
    private final Rows dq = new Rows();
    private final Rows dk = new Rows();
    private final Rows dv = new Rows();

    public SimdAttentionGrad(Parallel threads) {
        this.threads = threads;
        scratch = new Scratch(threads.threads());
        on = new Attended(threads.threads());
    }

    /// [t2l.tensor.kernel.AttentionGradAdd]; false, having done nothing, if [Rows] cannot walk an operand.
    public boolean run(AttentionGradAdd call) {
        Attention.requireSpans(call.span(), call.k());
        if (!(on.backward(call.heads(), call.q(), call.k(), call.v(), call.span(), call.y(), call.lse())
                && dy.see(call.dy(), false) && dq.edit(call.dq(), false)
                && dk.edit(call.dk(), false) && dv.edit(call.dv(), false))) {
            return false;
        }
        scratch.reserve(rows(0) + (on.whole() ? 0 : (2L * Attended.QUERIES + Attended.KEYS) * on.pitch()));
        long work = 5L * call.q().dim(1) * call.heads().group() * call.k().dim(1) * call.heads().width();
        threads.rows(call.q().dim(0) * call.heads().keyValue(), Math.clamp(CHUNK / Math.max(1, work), 1, 1 << 20),
                this);
        return true;
    }

    // the parts of a thread's scratch memory, from `at` on

    /// Data of each query, a line each: the first key it sees, the key after its last, its log-sum-exp, `dy·y`,
    /// and zeros.
    private static long first(long at) {
        return at;
    }

    private static long end(long at) {
        return at + LINE;
    }

    private static long lse(long at) {
        return at + 2 * LINE;
    }

    private static long mean(long at) {
        return at + 3 * LINE;
    }

    private static long zeros(long at) {
        return at + 4 * LINE;
    }

    private static long weights(long at) {
        return at + 5 * LINE;
    }

    private static long slopes(long at) {
        return weights(at) + Attended.TABLE;
    }

    private static long turnedQ(long at) {
        return slopes(at) + Attended.TABLE;
    }

    private long turnedDy(long at) {
        return turnedQ(at) + on.turned();
    }

    /// Four rows.
    private long spare(long at) {
        return turnedDy(at) + on.turned();
    }

    private long acc(long at) {
        return spare(at) + Tiles.ROWS * on.pitch();
    }

    /// Copies of queries, then of their `dy`, then of keys, where their rows are not whole registers.
    private long rows(long at) {
        return acc(at) + Attended.QUERIES * on.pitch();
    }

    @Override
    public void run(int worker, int from, int to) {
        int groups = on.heads().keyValue();
        int group = on.heads().group();
        for (int task = from; task < to; task++) {
            int g = task % groups;
            for (int h = g * group; h < (g + 1) * group; h++) {
                for (int t = 0; t < on.queries(); t += Attended.QUERIES) {
                    block(worker, task / groups, h, t, Math.min(Attended.QUERIES, on.queries() - t));
                }
            }
        }
    }

    /// Head `h` of `count` queries from `t` on, of sequence `b`.
    private void block(int worker, int b, int h, int t, int count) {
        MemorySegment own = scratch.data();
        long at = scratch.at(worker);
        Rows q = on.q();
        long query = on.query(q, b, t, h);
        long slope = on.query(dy, b, t, h);
        on.turn(worker, (float) on.heads().scale(), q.data(), query, q.step(), count, own, turnedQ(at));
        on.turn(worker, 1, dy.data(), slope, dy.step(), count, own, turnedDy(at));
        if (!on.whole()) {
            on.copy(q.data(), query, q.step(), count, own, rows(at));
            on.copy(dy.data(), slope, dy.step(), count, own, rows(at) + Attended.QUERIES * on.pitch());
        }
        Rows y = on.y();
        for (int i = 0; i < count; i++) {
            own.set(FLOAT, lse(at) + 4L * i, on.lse(b, t + i, h));
            own.set(FLOAT, mean(at) + 4L * i, Sums.products(dy.data(), slope + i * dy.step(), y.data(),
                    on.query(y, b, t + i, h), on.heads().width()));
        }
        SimdMap.fill(0, own, zeros(at), Attended.QUERIES);
        SimdMap.fill(0, own, acc(at), (int) (Attended.QUERIES * on.pitch() / 4));
        int end = on.end(b, t + count - 1);
        for (int key = on.first(b, t); key < end; key += Attended.KEYS) {
            keys(own, at, b, h, t, count, key, Math.min(Attended.KEYS, end - key));
        }
        for (int i = 0; i < count; i++) {
            SimdMap.scaleAdd(1, own, acc(at) + i * on.pitch(), dq.data(), on.query(dq, b, t + i, h),
                    on.heads().width());
        }
    }

    /// The part of [#block] that `n` keys from `key` on have in it.
    private void keys(MemorySegment own, long at, int b, int h, int t, int count, int key, int n) {
        int g = h / on.heads().group();
        Rows k = on.k();
        Rows v = on.v();
        long keyRow = on.key(k, b, key, g);
        on.scores(k.data(), keyRow, k.step(), n, own, turnedQ(at), count, spare(at), weights(at));
        on.scores(v.data(), on.key(v, b, key, g), v.step(), n, own, turnedDy(at), count, spare(at), slopes(at));
        for (int i = 0; i < count; i++) {
            own.set(INT, first(at) + 4L * i, on.first(b, t + i) - key);
            own.set(INT, end(at) + 4L * i, on.end(b, t + i) - key);
        }
        if (on.heads().capped()) {
            on.cap(own, weights(at), n, count);
        }
        for (int c = 0; c < count; c += Lanes.L) {
            columns(own, at, 4L * c, c, Math.min(count, c + Lanes.L) - 1, n);
        }
        long copied = rows(at) + 2L * Attended.QUERIES * on.pitch();
        if (!on.whole()) {
            on.copy(k.data(), keyRow, k.step(), n, own, copied);
        }
        queries(own, at, count, n, on.whole() ? k.data() : own, on.whole() ? keyRow : copied,
                on.whole() ? k.step() : on.pitch());
        ofKeys(own, at, b, h, t, count, key, n);
    }

    /// Turns a register's width of columns, those of the queries `from … last`, into weights and slopes.
    private void columns(MemorySegment own, long at, long column, int from, int last, int n) {
        long p = weights(at) + column;
        long z = slopes(at) + column;
        long lse = lse(at) + column;
        long mean = mean(at) + column;
        long first = first(at) + column;
        long end = end(at) + column;
        float scale = (float) on.heads().scale();
        // all of these queries see the keys low … high
        int low = Math.clamp(own.get(INT, first(at) + 4L * last), 0, n);
        int high = Math.clamp(own.get(INT, end(at) + 4L * from), low, n);
        if (on.heads().capped()) {
            ScoreTable.uncap(own, p, z, 0, n, mean, (float) (1 / on.heads().cap()));
            mean = zeros(at);
        }
        ScoreTable.slopesSeen(own, p, z, 0, low, lse, mean, scale, first, end);
        ScoreTable.slopes(own, p, z, low, high, lse, mean, scale);
        ScoreTable.slopesSeen(own, p, z, high, n, lse, mean, scale, first, end);
    }

    /// `acc += dsᵀ·k`, four queries at a time.
    private void queries(MemorySegment own, long at, int count, int n, MemorySegment k, long row, long step) {
        for (int i = 0; i < count; i += Tiles.ROWS) {
            int lo = Math.max(0, own.get(INT, first(at) + 4L * i));
            int hi = Math.min(n, own.get(INT, end(at) + 4L * (Math.min(count, i + Tiles.ROWS) - 1)));
            if (lo < hi) {
                on.mix(true, own, slopes(at) + lo * LINE + 4L * i, 4, LINE, hi - lo, k, row + lo * step, step, own,
                        acc(at) + i * on.pitch(), on.pitch());
            }
        }
    }

    /// `dk += ds·q` and `dv += p·dy`, four keys at a time, over the queries that see one of them.
    private void ofKeys(MemorySegment own, long at, int b, int h, int t, int count, int key, int n) {
        int g = h / on.heads().group();
        Rows q = on.q();
        MemorySegment qs = on.whole() ? q.data() : own;
        MemorySegment dys = on.whole() ? dy.data() : own;
        long qRow = on.whole() ? on.query(q, b, t, h) : rows(at);
        long dyRow = on.whole() ? on.query(dy, b, t, h) : rows(at) + Attended.QUERIES * on.pitch();
        long qStep = on.whole() ? q.step() : on.pitch();
        long dyStep = on.whole() ? dy.step() : on.pitch();
        int from = 0;
        int to = 0;
        for (int j = 0; j < n; j += Tiles.ROWS) {
            while (from < count && own.get(INT, end(at) + 4L * from) <= j) {
                from++;
            }
            while (to < count && own.get(INT, first(at) + 4L * to) < j + Tiles.ROWS) {
                to++;
            }
            if (from < to) {
                long cell = j * LINE + 4L * from;
                int keys = Math.min(Tiles.ROWS, n - j);
                add(own, at, slopes(at) + cell, to - from, qs, qRow + from * qStep, qStep, dk,
                        on.key(dk, b, key + j, g), keys);
                add(own, at, weights(at) + cell, to - from, dys, dyRow + from * dyStep, dyStep, dv,
                        on.key(dv, b, key + j, g), keys);
            }
        }
    }

    /// `out += a·b` for `keys ≤ 4` lines of a table.
    private void add(MemorySegment own, long at, long lines, int inner, MemorySegment b, long row, long step, Rows out,
            long to, int keys) {
        if (on.whole() && keys == Tiles.ROWS) {
            on.mix(true, own, lines, LINE, 4, inner, b, row, step, out.data(), to, out.step());
            return;
        }
        on.mix(false, own, lines, LINE, 4, inner, b, row, step, own, spare(at), on.pitch());
        for (int r = 0; r < keys; r++) {
            SimdMap.scaleAdd(1, own, spare(at) + r * on.pitch(), out.data(), to + r * out.step(), on.heads().width());
        }
    }
}
