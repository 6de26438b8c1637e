package t2l.tensor.simd.attention;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import t2l.tensor.Parallel;
import t2l.tensor.kernel.Attention;
import t2l.tensor.simd.lanes.Curves;
import t2l.tensor.simd.lanes.Lanes;
import t2l.tensor.simd.lanes.Rows;
import t2l.tensor.simd.lanes.Scratch;
import t2l.tensor.simd.product.Tiles;
import t2l.tensor.simd.rows.SimdMap;

/// Attention, forward, in one sweep over the keys (Milakov & Gimelshein 2018; Dao et al. 2022, "FlashAttention").
///
/// For each block of keys the scores `s` of a block of queries are worked out ([Attended]). With the largest score so
/// far going from `m` to `m'`, what was summed before is multiplied by `e^(m − m')`; then `l += Σ e^(s − m')` and
/// `acc += e^(s − m')·v`. At the end `y = acc/l`.
///
/// A task is one sequence, one key/value head and a block of queries of each head that shares it. Its scratch memory is
/// one table of scores and the sums of its queries, and does not grow with the length of the text.
public final class SimdAttention implements Parallel.Body {
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

    public SimdAttention(Parallel threads) {
        this.threads = threads;
        scratch = new Scratch(threads.threads());
        on = new Attended(threads.threads());
        few = new FewQueries(threads, on);
    }

    /// [t2l.tensor.kernel.Attention]; false, having done nothing, if [Rows] cannot walk an operand.
    public boolean run(Attention call) {
        Attention.requireSpans(call.span(), call.k());
        if (!on.forward(call.heads(), call.q(), call.k(), call.v(), call.span(), call.y(), call.lse())) {
            return false;
        }
        int queries = call.q().dim(1);
        if (queries <= FewQueries.MOST) {
            few.attention(call.q().dim(0), call.k().dim(1));
            return true;
        }
        blocks = Math.ceilDiv(queries, Attended.QUERIES);
        scratch.reserve(ofHead(0, call.heads().group()));
        long work = 2L * Math.min(Attended.QUERIES, queries) * call.heads().group() * call.k().dim(1)
                * call.heads().width();
        threads.rows(call.q().dim(0) * call.heads().keyValue() * blocks,
                Math.clamp(CHUNK / Math.max(1, work), 1, 1 << 20), this);
        return true;
    }

    // the parts of a thread's scratch memory, from `at` on: a line each for the first key that a query sees and for the
    // key after its last; a table of scores; four rows; values, where their rows are not whole registers; then for each
    // head of the group, from `of` on, what is known of its queries

    private static long first(long at) {
        return at;
    }

    private static long end(long at) {
        return at + LINE;
    }

    private static long table(long at) {
        return at + 2 * LINE;
    }

    private static long spare(long at) {
        return table(at) + Attended.TABLE;
    }

    private long values(long at) {
        return spare(at) + Tiles.ROWS * on.pitch();
    }

    private long ofHead(long at, int h) {
        return values(at) + (on.whole() ? 0 : Attended.KEYS * on.pitch())
                + h * (3 * LINE + on.turned() + Attended.QUERIES * on.pitch());
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

    private static long turned(long of) {
        return of + 3 * LINE;
    }

    private long acc(long of) {
        return turned(of) + on.turned();
    }

    @Override
    public void run(int worker, int from, int to) {
        int groups = on.heads().keyValue();
        for (int task = from; task < to; task++) {
            int t = task % blocks * Attended.QUERIES;
            block(worker, task / blocks / groups, task / blocks % groups, t,
                    Math.min(Attended.QUERIES, on.queries() - t));
        }
    }

    /// The heads that share key/value head `g`, for `count` queries from `t` on, of sequence `b`.
    private void block(int worker, int b, int g, int t, int count) {
        MemorySegment own = scratch.data();
        long at = scratch.at(worker);
        Rows q = on.q();
        int group = on.heads().group();
        for (int h = 0; h < group; h++) {
            long of = ofHead(at, h);
            SimdMap.fill(ScoreTable.LOWEST, own, largest(of), Attended.QUERIES);
            SimdMap.fill(0, own, sum(of), Attended.QUERIES);
            on.turn(worker, (float) on.heads().scale(), q.data(), on.query(q, b, t, g * group + h), q.step(), count,
                    own, turned(of));
        }
        int end = on.end(b, t + count - 1);
        for (int key = on.first(b, t); key < end; key += Attended.KEYS) {
            keys(own, at, b, g, t, count, key, Math.min(Attended.KEYS, end - key), key == on.first(b, t));
        }
        for (int h = 0; h < group; h++) {
            finish(own, ofHead(at, h), b, g * group + h, t, count);
        }
    }

    /// The part of [#block] that `n` keys from `key` on have in it; the `first` ones find no sums to go on from.
    private void keys(MemorySegment own, long at, int b, int g, int t, int count, int key, int n, boolean first) {
        for (int i = 0; i < count; i++) {
            own.set(INT, first(at) + 4L * i, on.first(b, t + i) - key);
            own.set(INT, end(at) + 4L * i, on.end(b, t + i) - key);
        }
        Rows k = on.k();
        Rows v = on.v();
        long keys = on.key(k, b, key, g);
        long values = on.key(v, b, key, g);
        if (!on.whole()) {
            on.copy(v.data(), values, v.step(), n, own, values(at));
        }
        for (int h = 0; h < on.heads().group(); h++) {
            long of = ofHead(at, h);
            on.scores(k.data(), keys, k.step(), n, own, turned(of), count, spare(at), table(at));
            if (on.heads().capped()) {
                on.cap(own, table(at), n, count);
            }
            if (!first) {
                SimdMap.scale(1, own, largest(of), own, kept(of), Attended.QUERIES);
            }
            for (int c = 0; c < count; c += Lanes.L) {
                columns(false, own, at, of, c, Math.min(count, c + Lanes.L) - 1, n);
            }
            if (!first) {
                keep(own, of);
            }
            for (int c = 0; c < count; c += Lanes.L) {
                columns(true, own, at, of, c, Math.min(count, c + Lanes.L) - 1, n);
            }
            if (on.whole()) {
                mix(own, at, of, count, n, v.data(), values, v.step());
            } else {
                mix(own, at, of, count, n, own, values(at), on.pitch());
            }
        }
    }

    /// With the largest scores of one block of keys ago in `kept`: `kept = e^(kept − largest)`, `sum = sum·kept`.
    private static void keep(MemorySegment own, long of) {
        SimdMap.scaleAdd(-1, own, largest(of), own, kept(of), Attended.QUERIES);
        Curves.exponentials(own, kept(of), 0, own, kept(of), Attended.QUERIES);
        SimdMap.mul(own, sum(of), own, kept(of), own, sum(of), Attended.QUERIES);
    }

    /// `acc = acc·kept + weights·v`, four queries at a time.
    private void mix(MemorySegment own, long at, long of, int count, int n, MemorySegment v, long row, long step) {
        for (int i = 0; i < count; i += Tiles.ROWS) {
            int first = own.get(INT, first(at) + 4L * i);
            int lo = Math.max(0, first);
            int hi = Math.min(n, own.get(INT, end(at) + 4L * (Math.min(count, i + Tiles.ROWS) - 1)));
            if (lo < hi) {
                if (first < 0) {
                    rescale(own, of, i);
                }
                on.mix(first < 0, own, table(at) + lo * LINE + 4L * i, 4, LINE, hi - lo, v, row + lo * step, step, own,
                        acc(of) + i * on.pitch(), on.pitch());
            }
        }
    }

    private void rescale(MemorySegment own, long of, int i) {
        for (int r = i; r < i + Tiles.ROWS; r++) {
            float kept = own.get(FLOAT, kept(of) + 4L * r);
            if (kept != 1) {
                long row = acc(of) + r * on.pitch();
                SimdMap.scale(kept, own, row, own, row, on.heads().width());
            }
        }
    }

    /// Looks for the largest scores in a register's width of columns, those of the queries `from … last`; or, when they
    /// are known, turns scores into weights.
    private static void columns(boolean known, MemorySegment own, long at, long of, int from, int last, int n) {
        long table = table(at) + 4L * from;
        long first = first(at) + 4L * from;
        long end = end(at) + 4L * from;
        long largest = largest(of) + 4L * from;
        // all of these queries see the keys low … high, some of them those around, from lowest to highest
        int lowest = Math.clamp(own.get(INT, first), 0, n);
        int highest = Math.clamp(own.get(INT, end(at) + 4L * last), lowest, n);
        int low = Math.clamp(own.get(INT, first(at) + 4L * last), lowest, highest);
        int high = Math.clamp(own.get(INT, end), low, highest);
        if (known) {
            weigh(own, table, lowest, low, high, highest, largest, sum(of) + 4L * from, first, end);
        } else {
            hide(own, table, lowest, low, high, highest, first, end);
            ScoreTable.largest(own, table, lowest, highest, largest);
        }
    }

    /// One call for both sides, as C2 inlines only so much: what it leaves out gets its vectors as objects.
    private static void hide(MemorySegment own, long table, int lowest, int low, int high, int highest, long first,
            long end) {
        for (int side = 0; side < 2; side++) {
            ScoreTable.hide(own, table, side == 0 ? lowest : high, side == 0 ? low : highest, first, end);
        }
    }

    /// The sum takes one key after the other, whichever of them some queries do not see, so that the order of additions
    /// depends on no register.
    private static void weigh(MemorySegment own, long table, int lowest, int low, int high, int highest, long largest,
            long sum, long first, long end) {
        for (int side = 0; side < 2; side++) {
            ScoreTable.weightsSeen(own, table, side == 0 ? lowest : high, side == 0 ? low : highest, largest, first,
                    end);
        }
        ScoreTable.weights(own, table, low, high, largest);
        ScoreTable.sum(own, table, lowest, highest, sum);
    }

    private void finish(MemorySegment own, long of, int b, int h, int t, int count) {
        ScoreTable.logs(own, largest(of), sum(of), count);
        Rows y = on.y();
        for (int i = 0; i < count; i++) {
            float sum = own.get(FLOAT, sum(of) + 4L * i);
            long to = on.query(y, b, t + i, h);
            if (sum == 0) {
                SimdMap.fill(0, y.data(), to, on.heads().width());
            } else {
                SimdMap.scale(1 / sum, own, acc(of) + i * on.pitch(), y.data(), to, on.heads().width());
            }
            on.lse(b, t + i, h, own.get(FLOAT, largest(of) + 4L * i));
        }
    }
}
