package t2l.tensor.simd.attention;

import java.util.Arrays;
import t2l.tensor.Parallel;
import t2l.tensor.simd.lanes.Curves;
import t2l.tensor.simd.lanes.RawMemory;
import t2l.tensor.simd.lanes.Rows;
import t2l.tensor.simd.lanes.Scratch;
import t2l.tensor.simd.lanes.Sums;
import t2l.tensor.simd.rows.SimdMap;

/// Attention of one or two queries at a time, as in decoding: too few to fill the lanes of a table of scores
/// ([RowBlock]). Lanes hold keys instead, and each score is a product of two rows.
///
/// A task is one sequence and one key/value head: a block of its keys and values comes from memory once, for all heads and
/// queries that read it. What a query gets depends on nothing beside it.
final class FewQueries implements Parallel.Body {
    /// Queries up to which this is faster.
    static final int MOST = 2;

    /// Multiply-adds of a chunk.
    private static final long CHUNK = 200_000;

    private final Parallel threads;
    private final Scratch scratch;
    private final Attended on;
    private final Seen[] seen;

    FewQueries(Parallel threads, Attended on) {
        this.threads = threads;
        this.on = on;
        scratch = new Scratch(threads.threads());
        seen = new Seen[threads.threads()];
        Arrays.setAll(seen, i -> new Seen());
    }

    /// What `on` has seen, with `sequences` of them.
    void attention(int sequences) {
        int rows = on.queries() * on.heads().group();
        scratch.reserve(ofRow(0, on.queries(), 0));
        long work = 2L * rows * on.keys() * on.heads().width();
        threads.rows(sequences * on.heads().keyValue(), Math.clamp(CHUNK / Math.max(1, work), 1, 1 << 20), this);
    }

    // the parts of a thread's scratch memory: scores; sums; then for each query of each head, from `of` on, its largest score,
    // the sum of its weights, the query itself and the sum of its values

    private static long sums(long at) {
        return at + 4L * Attended.KEYS;
    }

    private long ofRow(long at, int t, int h) {
        return sums(at) + RowProducts.BYTES
                + (t * on.heads().group() + h) * (64 + 2 * RowBlock.pitch(on.heads().width()));
    }

    private static long largest(long of) {
        return of;
    }

    private static long sum(long of) {
        return of + 4;
    }

    private static long query(long of) {
        return of + 64;
    }

    private long acc(long of) {
        return query(of) + RowBlock.pitch(on.heads().width());
    }

    @Override
    public void run(int worker, int from, int to) {
        long at = scratch.at(worker);
        for (int task = from; task < to; task++) {
            queries(seen[worker], at, task / on.heads().keyValue(), task % on.heads().keyValue());
        }
    }

    private void queries(Seen seen, long at, int b, int g) {
        Rows q = on.q();
        int group = on.heads().group();
        int width = on.heads().width();
        for (int t = 0; t < on.queries(); t++) {
            for (int h = 0; h < group; h++) {
                long of = ofRow(at, t, h);
                RawMemory.set(largest(of), ScoreTable.LOWEST);
                RawMemory.set(sum(of), 0);
                RowLoops.copy((float) on.heads().scale(), on.query(q, b, t, g * group + h), 0, 1, width, query(of));
                SimdMap.fill(0, acc(of), width);
            }
        }
        seen.at(on, b, 0, 0);
        int end = seen.end(on.queries() - 1);
        for (int key = on.start(b, seen.first(0), Attended.KEYS); key < end; key += Attended.KEYS) {
            seen.at(on, b, 0, key);
            for (int t = 0; t < on.queries(); t++) {
                int low = Math.max(0, seen.first(t));
                int n = Math.min(Attended.KEYS, seen.end(t)) - low;
                for (int h = 0; h < group && n > 0; h++) {
                    keys(at, ofRow(at, t, h), b, g, key + low, n);
                }
            }
        }
        for (int t = 0; t < on.queries(); t++) {
            for (int h = 0; h < group; h++) {
                finish(ofRow(at, t, h), b, t, g * group + h);
            }
        }
    }

    /// What `n` keys from `key` on have to say to one query.
    private void keys(long at, long of, int b, int g, int key, int n) {
        Rows k = on.k(key);
        Rows v = on.v(key);
        int width = on.heads().width();
        RowProducts.each(query(of), 0, on.key(k, b, key, g), k.step(), n, width, sums(at), at);
        if (on.heads().capped()) {
            Curves.caps(at, (float) on.heads().cap(), at, n);
        }
        float before = RawMemory.get(largest(of));
        float now = Math.max(before, Sums.max(at, n));
        float kept = (float) Math.exp(before - now);
        RowLoops.weights(at, now, n);
        RawMemory.set(largest(of), now);
        RawMemory.set(sum(of), RawMemory.get(sum(of)) * kept + Sums.sum(at, n));
        if (kept != 1) {
            SimdMap.scale(kept, acc(of), acc(of), width);
        }
        RowLoops.mix(at, n, on.key(v, b, key, g), v.step(), width, acc(of));
    }

    private void finish(long of, int b, int t, int h) {
        Rows y = on.y();
        long to = on.query(y, b, t, h);
        float sum = RawMemory.get(sum(of));
        if (sum == 0) { // and not if it is no number
            SimdMap.fill(0, to, on.heads().width());
        } else {
            SimdMap.scale(1 / sum, acc(of), to, on.heads().width());
        }
        RawMemory.set(on.log(b, t, h), sum == 0 ? 0 : (float) (RawMemory.get(largest(of)) + Math.log(sum)));
    }
}
