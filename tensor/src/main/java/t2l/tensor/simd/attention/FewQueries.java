package t2l.tensor.simd.attention;

import java.util.Arrays;
import t2l.tensor.Parallel;
import t2l.tensor.simd.attention.Attended.VisibleKeys;
import t2l.tensor.simd.lanes.*;
import t2l.tensor.simd.rows.SimdMap;

/// Attention of one or two queries at a time, as in decoding: too few to fill the lanes of a table of scores
/// ([RowBlock]). Each score is a product of two rows.
///
/// A task is one block of keys of one sequence, for all heads and queries, so that keys and values come from memory once, and
/// in the order in which they lie there: first all keys of the block into a cache, then all values. Heads of a group meet them
/// together. The task leaves, for each head and query, the largest score `m`, the sum of the weights `l = Σ e^(s − m)` and the
/// sum of the values `Σ e^(s − m)·v`. Then the blocks are merged, each a value with the weight `e^(m − largest m)`. What a query
/// gets depends on nothing beside it.
///
/// The blocks' sums take `group/(2·KEYS)` of the memory of the keys and values of one layer.
final class FewQueries {
    /// Queries up to which this is faster.
    static final int MAX_QUERIES = 2;

    /// Multiply-adds of a chunk.
    private static final long CHUNK = 200_000;

    /// Keys, or values, that one head after the other reads before the next ones.
    private static final int STEP = RowProducts.OTHERS;

    /// Bytes of a row of scores.
    private static final long SCORES = 4L * (Attended.KEYS + STEP);

    private final Parallel threads;
    private final Parallel.Body attend = this::attend;
    private final Parallel.Body merge = this::merge;
    private final Scratch scratch;
    private final Scratch sums = new Scratch(1);
    private final Attended on;
    private final VisibleKeys[] seen;
    /// Blocks of the longest sequence.
    private int blocks;
    /// Tasks that share a block.
    private int parts;

    FewQueries(Parallel threads, Attended on) {
        this.threads = threads;
        this.on = on;
        scratch = new Scratch(threads.threads());
        seen = new VisibleKeys[threads.threads()];
        Arrays.setAll(seen, i -> new VisibleKeys());
    }

    /// What `on` has seen, with `sequences` of them.
    void attention(int sequences) {
        blocks = Math.ceilDiv(on.keys(), Attended.KEYS);
        int groups = on.heads().keyValue();
        parts = sequences * blocks < 2 * threads.threads() ? groups : 1;
        int rows = on.queries() * on.heads().query();
        long row = (long) blocks * on.heads().width();
        sums.reserve(ofBlock(0, room(sequences * blocks), 0));
        scratch.reserve(Math.max(wide(0) + 4L * STEP * on.heads().width(), 4L * room(blocks)));
        long work = 2L * rows / parts * Math.min(Attended.KEYS, on.keys()) * on.heads().width();
        threads.rows(sequences * blocks * parts, grain(work), attend);
        threads.rows(sequences * rows, grain(row), merge);
    }

    /// At least `n`, and seldom another number while `n` grows.
    private static int room(int n) {
        return Integer.highestOneBit(Math.max(1, 2 * n - 1));
    }

    private static int grain(long work) {
        return Math.clamp(CHUNK / Math.max(1, work), 1, 1 << 20);
    }

    /// The number of a row of a sequence: query `t` of head `h`.
    private int row(int t, int h) {
        return t * on.heads().query() + h;
    }

    // what is known of a row and a block, from `of` on: the largest score, the sum of the weights, the sum of the values

    private long ofBlock(long at, int block, int row) {
        return at + ((long) block * row(on.queries(), 0) + row) * (64 + RowBlock.pitch(on.heads().width()));
    }

    private static long largest(long of) {
        return of;
    }

    private static long sum(long of) {
        return of + 4;
    }

    private static long acc(long of) {
        return of + 64;
    }

    // the parts of a thread's scratch memory: sums of products; the scores of every row; the queries; F16 rows as floats

    private static long scores(long at, int row) {
        return at + RowProducts.ROOM + SCORES * row;
    }

    private long query(long at, int row) {
        return scores(at, row(on.queries(), 0)) + RowBlock.pitch(on.heads().width()) * row;
    }

    private long wide(long at) {
        return query(at, row(on.queries(), 0));
    }

    /// Of a head's keys or values, where they lie, or in scratch memory if they are F16.
    private long step(Rows page) {
        return on.halves() ? 4L * on.heads().width() : page.step();
    }

    /// The first of `n` rows of a head's keys or values, which lie at `from`.
    ///
    /// @param anew whether another head's were there before
    private long rows(long at, Rows page, long from, int n, boolean anew) {
        if (on.halves() && anew) {
            RowLoops.widen(from, page.step(), n, on.heads().width(), wide(at), step(page));
        }
        return on.halves() ? wide(at) : from;
    }

    private void attend(int worker, int from, int to) {
        long at = scratch.at(worker);
        int groups = on.heads().keyValue() / parts;
        for (int task = from; task < to; task++) {
            int block = task / parts;
            int b = block / blocks;
            int key = on.low(b) + block % blocks * Attended.KEYS;
            seen[worker].at(on, b, 0, key);
            int first = Math.max(0, seen[worker].first(0));
            int end = Math.min(Attended.KEYS, seen[worker].end(on.queries() - 1));
            if (first < end) {
                int g = task % parts * groups;
                queries(at, b, g, groups);
                scores(at, b, g, groups, key, first, end);
                weights(seen[worker], at, block, g, groups);
                values(seen[worker], at, b, block, g, groups, key, first, end);
            }
        }
    }

    /// Multiplies the queries of `groups` key/value heads from `g` on by the scale.
    private void queries(long at, int b, int g, int groups) {
        int group = on.heads().group();
        for (int t = 0; t < on.queries(); t++) {
            RowLoops.copy((float) on.heads().scale(), on.query(on.q(), b, t, g * group), 4L * on.heads().width(),
                    groups * group, on.heads().width(), query(at, row(t, g * group)));
        }
    }

    private void scores(long at, int b, int g, int groups, int key, int first, int end) {
        Rows k = on.k(key);
        int group = on.heads().group();
        int width = on.heads().width();
        RawMemory.prefetch(on.key(k, b, key + first, g), k.step(), end - first, bytes(groups), at);
        for (int j = first; j < end; j += STEP) {
            int n = Math.min(STEP, end - j);
            for (int h = 0, count; h < groups * group; h += count) {
                count = Math.min(RowProducts.ROWS, group - h % group);
                long keys = rows(at, k, on.key(k, b, key + j, g + h / group), n, h % group == 0);
                for (int t = 0; t < on.queries(); t++) {
                    int row = row(t, g * group + h);
                    RowProducts.each(count, query(at, row), RowBlock.pitch(width), keys, step(k), n, width, at,
                            scores(at, row) + 4L * j, SCORES);
                }
            }
        }
    }

    /// Of a key or value of so many heads.
    private long bytes(int heads) {
        return (on.halves() ? 2L : 4L) * heads * on.heads().width();
    }

    private void weights(VisibleKeys seen, long at, int block, int g, int groups) {
        int group = on.heads().group();
        for (int t = 0; t < on.queries(); t++) {
            int low = Math.max(0, seen.first(t));
            int n = Math.min(Attended.KEYS, seen.end(t)) - low;
            for (int h = g * group; h < (g + groups) * group && n > 0; h++) {
                long scores = scores(at, row(t, h)) + 4L * low;
                long of = ofBlock(sums.at(0), block, row(t, h));
                if (on.heads().capped()) {
                    Curves.caps(scores, (float) on.heads().cap(), scores, n);
                }
                float largest = Math.max(ScoreTable.LOWEST, Sums.max(scores, n));
                RowLoops.weights(scores, largest, n);
                RawMemory.set(largest(of), largest);
                RawMemory.set(sum(of), Sums.sum(scores, n));
                SimdMap.fill(0, acc(of), on.heads().width());
            }
        }
    }

    private void values(VisibleKeys seen, long at, int b, int block, int g, int groups, int key, int first, int end) {
        Rows v = on.v(key);
        int group = on.heads().group();
        int width = on.heads().width();
        RawMemory.prefetch(on.key(v, b, key + first, g), v.step(), end - first, bytes(groups), at);
        for (int j = first / STEP * STEP; j < end; j += STEP) {
            int least = Math.max(j, first);
            for (int h = 0, count; h < groups * group; h += count) {
                count = Math.min(RowProducts.ROWS, group - h % group);
                long values = rows(at, v, on.key(v, b, key + least, g + h / group), Math.min(j + STEP, end) - least,
                        h % group == 0);
                for (int t = 0; t < on.queries(); t++) {
                    int row = row(t, g * group + h);
                    int low = Math.max(j, seen.first(t));
                    int n = Math.min(Math.min(j + STEP, Attended.KEYS), seen.end(t)) - low;
                    if (n > 0) {
                        RowLoops.mix(count, scores(at, row) + 4L * low, SCORES, n, values + (low - least) * step(v),
                                step(v), width, acc(ofBlock(sums.at(0), block, row)), ofBlock(0, 0, 1));
                    }
                }
            }
        }
    }

    private void merge(int worker, int from, int to) {
        int rows = row(on.queries(), 0);
        for (int i = from; i < to; i++) {
            int b = i / rows;
            int t = i % rows / on.heads().query();
            int h = i % on.heads().query();
            seen[worker].at(on, b, 0, on.low(b));
            int first = Math.max(0, seen[worker].first(t)) / Attended.KEYS;
            int end = Math.ceilDiv(seen[worker].end(t), Attended.KEYS);
            boolean sees = Math.max(0, seen[worker].first(t)) < seen[worker].end(t);
            merge(scratch.at(worker), ofBlock(sums.at(0), b * blocks + first, i % rows), sees ? end - first : 0,
                    on.query(on.y(), b, t, h), on.log(b, t, h));
        }
    }

    /// Writes one row from its `n` blocks, of which the first is known from `of` on.
    private void merge(long at, long of, int n, long y, long log) {
        long step = ofBlock(0, 1, 0);
        float largest = ScoreTable.LOWEST;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, RawMemory.get(largest(of + i * step)));
        }
        float sum = 0;
        for (int i = 0; i < n; i++) {
            float below = RawMemory.get(largest(of + i * step)) - largest;
            float kept = below < ScoreTable.NOTHING ? 0 : (float) Math.exp(below);
            RawMemory.set(at + 4L * i, kept);
            sum += kept * RawMemory.get(sum(of + i * step));
        }
        SimdMap.fill(0, y, on.heads().width());
        boolean none = sum == 0; // and not if it is no number
        if (!none) {
            SimdMap.scale(1 / sum, at, at, n);
            RowLoops.mix(1, at, 0, n, acc(of), step, on.heads().width(), y, 0);
        }
        RawMemory.set(log, none ? 0 : (float) (largest + Math.log(sum)));
    }
}
