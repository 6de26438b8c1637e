package t2l.tensor.simd.attention;

import static jdk.incubator.vector.VectorOperators.LT;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.RawMemory.ALL;
import static t2l.tensor.simd.lanes.RawMemory.MASK;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.Parallel;
import t2l.tensor.simd.lanes.Curves;
import t2l.tensor.simd.lanes.Functions;
import t2l.tensor.simd.lanes.Lanes;
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

    /// Keys of a block.
    private static final int KEYS = 96;

    /// Multiply-adds of a chunk.
    private static final long CHUNK = 200_000;

    private final Parallel threads;
    private final Scratch scratch;
    private final Attended on;
    private final Seen[] seen;
    private final MemorySegment[] sums;

    FewQueries(Parallel threads, Attended on) {
        this.threads = threads;
        this.on = on;
        scratch = new Scratch(threads.threads());
        seen = new Seen[threads.threads()];
        Arrays.setAll(seen, i -> new Seen());
        sums = new MemorySegment[threads.threads()];
        Arrays.setAll(sums, i -> RowProducts.sums());
    }

    /// What `on` has seen, with `sequences` of them.
    void attention(int sequences) {
        int rows = on.queries() * on.heads().group();
        scratch.reserve(ofRow(0, on.queries(), 0));
        long work = 2L * rows * on.keys() * on.heads().width();
        threads.rows(sequences * on.heads().keyValue(), Math.clamp(CHUNK / Math.max(1, work), 1, 1 << 20), this);
    }

    // the parts of a thread's scratch memory: scores; then for each query of each head, from `of` on, its largest score,
    // the sum of its weights, the query itself and the sum of its values

    private long ofRow(long at, int t, int h) {
        return at + 4L * KEYS + (t * on.heads().group() + h) * (64 + 2 * RowBlock.pitch(on.heads().width()));
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
            queries(seen[worker], sums[worker], at, task / on.heads().keyValue(), task % on.heads().keyValue());
        }
    }

    private void queries(Seen seen, MemorySegment sums, long at, int b, int g) {
        Rows q = on.q();
        int group = on.heads().group();
        int width = on.heads().width();
        for (int t = 0; t < on.queries(); t++) {
            for (int h = 0; h < group; h++) {
                long of = ofRow(at, t, h);
                RawMemory.set(largest(of), ScoreTable.LOWEST);
                RawMemory.set(sum(of), 0);
                RowBlock.copy((float) on.heads().scale(), on.query(q, b, t, g * group + h), 0, 1, width, query(of));
                SimdMap.fill(0, acc(of), width);
            }
        }
        seen.at(on, b, 0, 0);
        int end = seen.end(on.queries() - 1);
        for (int key = on.start(b, seen.first(0), KEYS); key < end; key += KEYS) {
            seen.at(on, b, 0, key);
            for (int t = 0; t < on.queries(); t++) {
                int low = Math.max(0, seen.first(t));
                int n = Math.min(KEYS, seen.end(t)) - low;
                for (int h = 0; h < group && n > 0; h++) {
                    keys(sums, at, ofRow(at, t, h), b, g, key + low, n);
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
    private void keys(MemorySegment sums, long at, long of, int b, int g, int key, int n) {
        Rows k = on.k();
        Rows v = on.v();
        int width = on.heads().width();
        RowProducts.each(query(of), 0, on.key(k, b, key, g), k.step(), n, width, sums, at);
        if (on.heads().capped()) {
            Curves.caps(at, (float) on.heads().cap(), at, n);
        }
        float before = RawMemory.get(largest(of));
        float now = Math.max(before, Sums.max(at, n));
        float kept = (float) Math.exp(before - now);
        weights(at, now, n);
        RawMemory.set(largest(of), now);
        RawMemory.set(sum(of), RawMemory.get(sum(of)) * kept + Sums.sum(at, n));
        if (kept != 1) {
            SimdMap.scale(kept, acc(of), acc(of), width);
        }
        mix(at, n, on.key(v, b, key, g), v.step(), width, acc(of));
    }

    /// `x = e^(x − largest)`
    private static void weights(long x, float largest, int n) {
        for (int j = 0; j < n; j += L) {
            long at = x + 4L * j & MASK;
            FloatVector d = FloatVector.fromMemorySegment(F, ALL, at, Lanes.LE).sub(largest);
            FloatVector w = Functions.expBelow(d).blend(0, d.compare(LT, ScoreTable.NOTHING));
            w.intoMemorySegment(ALL, at, Lanes.LE);
        }
    }

    /// `out += Σ weights[j]·v[j]` over `n` values: four registers at a time, then what is left.
    private static void mix(long weights, int n, long v, long step, int width, long out) {
        int d = 0;
        for (; d + 4 * L <= width; d += 4 * L) {
            four(weights, n, v + 4L * d, step, out + 4L * d);
        }
        for (; d < width; d += L) {
            VectorMask<Float> some = F.indexInRange(d, width);
            FloatVector sum = FloatVector.zero(F);
            for (int j = 0; j < n; j++) {
                sum = FloatVector.fromMemorySegment(F, ALL, (v + j * step + 4L * d) & MASK, Lanes.LE, some)
                        .fma(FloatVector.broadcast(F, RawMemory.get(weights + 4L * j)), sum);
            }
            RawMemory.store(sum.add(RawMemory.load(out + 4L * d)), out + 4L * d);
        }
    }

    private static void four(long weights, int n, long v, long step, long out) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = FloatVector.zero(F);
        FloatVector s2 = FloatVector.zero(F);
        FloatVector s3 = FloatVector.zero(F);
        for (int j = 0; j < n; j++) {
            float w = RawMemory.get(weights + 4L * j);
            long row = (v + j * step) & MASK;
            s0 = FloatVector.fromMemorySegment(F, ALL, row, Lanes.LE).fma(FloatVector.broadcast(F, w), s0);
            s1 = FloatVector.fromMemorySegment(F, ALL, row + Lanes.BYTES, Lanes.LE).fma(FloatVector.broadcast(F, w),
                    s1);
            s2 = FloatVector.fromMemorySegment(F, ALL, row + 2 * Lanes.BYTES, Lanes.LE).fma(FloatVector.broadcast(F, w),
                    s2);
            s3 = FloatVector.fromMemorySegment(F, ALL, row + 3 * Lanes.BYTES, Lanes.LE).fma(FloatVector.broadcast(F, w),
                    s3);
        }
        out &= MASK;
        s0.add(FloatVector.fromMemorySegment(F, ALL, out, Lanes.LE)).intoMemorySegment(ALL, out, Lanes.LE);
        s1.add(FloatVector.fromMemorySegment(F, ALL, out + Lanes.BYTES, Lanes.LE)).intoMemorySegment(ALL,
                out + Lanes.BYTES, Lanes.LE);
        s2.add(FloatVector.fromMemorySegment(F, ALL, out + 2 * Lanes.BYTES, Lanes.LE)).intoMemorySegment(ALL,
                out + 2 * Lanes.BYTES, Lanes.LE);
        s3.add(FloatVector.fromMemorySegment(F, ALL, out + 3 * Lanes.BYTES, Lanes.LE)).intoMemorySegment(ALL,
                out + 3 * Lanes.BYTES, Lanes.LE);
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
