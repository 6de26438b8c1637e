package t2l.tensor.simd.attention;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import t2l.tensor.Parallel;
import t2l.tensor.simd.lanes.Curves;
import t2l.tensor.simd.lanes.Rows;
import t2l.tensor.simd.lanes.Scratch;
import t2l.tensor.simd.lanes.Sums;
import t2l.tensor.simd.product.Tiles;
import t2l.tensor.simd.rows.SimdMap;

/// Attention of one or two queries at a time, as in decoding: too few to fill the lanes of a table of scores
/// ([Attended]). Lanes hold keys instead, each score is a product of two rows, and keys and values are read once.
///
/// A task is one sequence and one head. Blocks of keys as in [SimdAttention].
final class FewQueries implements Parallel.Body {
    /// Queries up to which this is faster.
    static final int MOST = 2;

    /// Multiply-adds of a chunk.
    private static final long CHUNK = 200_000;

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    /// Bytes of the scores of a query.
    private static final long SCORES = 4L * Attended.KEYS;

    private final Parallel threads;
    private final Scratch scratch;
    private final Attended on;

    FewQueries(Parallel threads, Attended on) {
        this.threads = threads;
        this.on = on;
        scratch = new Scratch(threads.threads());
    }

    /// What `on` has seen, with `sequences` and `keys`.
    void attention(int sequences, int keys) {
        scratch.reserve(values(0) + (on.whole() ? 0 : Attended.KEYS * on.pitch()));
        long work = 2L * on.queries() * keys * on.heads().width();
        threads.rows(sequences * on.heads().query(), Math.clamp(CHUNK / Math.max(1, work), 1, 1 << 20), this);
    }

    /// Sums of four rows, of which one counts.
    private static long acc(long at) {
        return at + Tiles.ROWS * SCORES;
    }

    private long values(long at) {
        return acc(at) + Tiles.ROWS * on.pitch();
    }

    @Override
    public void run(int worker, int from, int to) {
        MemorySegment own = scratch.data();
        long at = scratch.at(worker);
        SimdMap.fill(0, own, at, Tiles.ROWS * Attended.KEYS);
        for (int task = from; task < to; task++) {
            for (int t = 0; t < on.queries(); t++) {
                query(own, at, task / on.heads().query(), task % on.heads().query(), t);
            }
        }
    }

    private void query(MemorySegment own, long at, int b, int h, int t) {
        int end = on.end(b, t);
        int first = on.first(b, t);
        float max = Float.NEGATIVE_INFINITY;
        float sum = 0;
        for (int key = first; key < end; key += Attended.KEYS) {
            int n = Math.min(Attended.KEYS, end - key);
            scores(own, at, b, h, t, key, n);
            float largest = Math.max(max, Sums.max(own, at, n));
            if (key > first) {
                float kept = (float) Math.exp(max - largest);
                SimdMap.scale(kept, own, acc(at), own, acc(at), on.heads().width());
                sum *= kept;
            }
            max = largest;
            Curves.exponentials(own, at, max, own, at, n);
            sum += Sums.sum(own, at, n);
            mix(own, at, b, h / on.heads().group(), key, n, key > first);
        }
        Rows y = on.y();
        if (first < end) {
            SimdMap.scale(1 / sum, own, acc(at), y.data(), on.query(y, b, t, h), on.heads().width());
            on.lse(b, t, h, (float) (max + Math.log(sum)));
        } else {
            SimdMap.fill(0, y.data(), on.query(y, b, t, h), on.heads().width());
            on.lse(b, t, h, 0);
        }
    }

    private void scores(MemorySegment own, long at, int b, int h, int t, int key, int n) {
        Rows q = on.q();
        Rows k = on.k();
        long query = on.query(q, b, t, h);
        long row = on.key(k, b, key, h / on.heads().group());
        float scale = (float) on.heads().scale();
        for (int j = 0; j < n; j++, row += k.step()) {
            own.set(FLOAT, at + 4L * j, scale * Sums.products(q.data(), query, k.data(), row, on.heads().width()));
        }
        if (on.heads().capped()) {
            Curves.caps(own, at, (float) on.heads().cap(), own, at, n);
        }
    }

    private void mix(MemorySegment own, long at, int b, int g, int key, int n, boolean add) {
        Rows v = on.v();
        long row = on.key(v, b, key, g);
        if (on.whole()) {
            on.mix(add, own, at, SCORES, 4, n, v.data(), row, v.step(), own, acc(at), on.pitch());
        } else {
            on.copy(v.data(), row, v.step(), n, own, values(at));
            on.mix(add, own, at, SCORES, 4, n, own, values(at), on.pitch(), own, acc(at), on.pitch());
        }
    }
}
