package t2l.tensor.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import t2l.tensor.Contract;
import t2l.tensor.DType;
import t2l.tensor.Heads;
import t2l.tensor.Parallel;
import t2l.tensor.Tensor;

/// Attention, forward: scores of four queries at a time, their softmax, their mix of values, all in cache.
///
/// A task is one sequence, one key/value head and [#BLOCK] query positions. It turns its keys over once, so that
/// neighbouring lanes hold neighbouring keys and a score needs no sum across lanes. With few queries (decoding) that
/// does not pay, and each score is a product of two rows.
final class SimdAttention implements Parallel.Body {
    /// Query positions of a task.
    private static final int BLOCK = 64;

    /// Queries that share scores scratch: the rows of a [Tile].
    private static final int ROWS = 4;

    /// Queries per key below which keys are not turned over.
    private static final int FEW = 8;

    /// Multiply-adds of a chunk.
    private static final long CHUNK = 200_000;

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final Parallel threads;
    private final Scratch scratch;
    private final Rows q = new Rows();
    private final Rows k = new Rows();
    private final Rows v = new Rows();
    private final Rows span = new Rows();
    private final Rows y = new Rows();
    private final Rows lse = new Rows();
    private Heads heads = new Heads(1, 1, 1, 1, false);
    private int queries;
    private int keys;
    private int blocks;
    /// Bytes between rows of scratch.
    private long pitch;
    private boolean few;

    SimdAttention(Parallel threads) {
        this.threads = threads;
        scratch = new Scratch(threads.threads());
    }

    /// [t2l.tensor.Kernels#attention]; false, having done nothing, if [Rows] cannot walk an operand.
    boolean attention(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse) {
        Contract.attention(heads, q, k, v, span, y, lse);
        if (!(this.q.see(q, false) && this.k.see(k, false) && this.v.see(v, false)
                && this.span.see(span, DType.I32, false)
                && this.y.see(y, false) && this.lse.see(lse, false))) {
            return false;
        }
        this.heads = heads;
        queries = q.dim(1);
        keys = k.dim(1);
        blocks = Math.ceilDiv(queries, BLOCK);
        pitch = Keys.pitch(keys);
        few = Math.min(BLOCK, queries) * heads.group() < FEW;
        scratch.reserve(pitch * (ROWS + heads.width()));
        long work = 2L * Math.min(BLOCK, queries) * heads.group() * keys * heads.width();
        threads.rows(q.dim(0) * heads.keyValue() * blocks, Math.clamp(CHUNK / Math.max(1, work), 1, 1 << 20),
                this);
        return true;
    }

    @Override
    public void run(int worker, int from, int to) {
        for (int task = from; task < to; task++) {
            int t = task % blocks * BLOCK;
            block(worker, task / blocks / heads.keyValue(), task / blocks % heads.keyValue(), t,
                    Math.min(queries, t + BLOCK));
        }
    }

    /// All query heads of key/value head `g` at the positions `from … to` of sequence `b`.
    private void block(int worker, int b, int g, int from, int to) {
        int first = first(b, from);
        int width = heads.width();
        long column = 4L * g * width;
        long key = k.row(b * keys + first) + column;
        long value = v.row(b * keys + first) + column;
        MemorySegment own = scratch.data();
        long turned = scratch.at(worker);
        long scores = turned + pitch * width;
        if (!few) {
            Keys.turn((float) heads.scale(), k.data(), key, k.step(), end(b, to - 1) - first, width, own, turned,
                    pitch);
        }
        for (int h = g * heads.group(); h < (g + 1) * heads.group(); h++) {
            for (int t = from; t < to; t += ROWS) {
                int rows = Math.min(ROWS, to - t);
                int start = first(b, t);
                int skip = start - first;
                int seen = Math.max(0, end(b, t + rows - 1) - start);
                long query = q.row(b * queries + t) + 4L * h * width;
                if (few) {
                    dots(query, rows, key + skip * k.step(), seen, scores);
                } else {
                    Tile.product(false, q.data(), query, q.step(), 4, own, turned + 4L * skip, pitch, own, scores,
                            pitch, rows, width, Keys.padded(seen));
                }
                for (int r = 0; r < rows; r++) {
                    int low = Math.min(seen, first(b, t + r) - start);
                    int high = Math.clamp(end(b, t + r) - start, low, seen);
                    float log = weights(own, scores + r * pitch, low, high, seen);
                    lse.data().set(FLOAT, lse.row(b * queries + t + r) + 4L * h, log);
                }
                Tile.product(false, own, scores, pitch, 4, v.data(), value + skip * v.step(), v.step(),
                        y.data(), y.row(b * queries + t) + 4L * h * width, y.step(), rows, seen, width);
            }
        }
    }

    /// The first key that the query at `t` sees.
    private int first(int b, int t) {
        return Keys.first(heads.mask(), span, b, keys - queries + t);
    }

    /// The key after the last one that the query at `t` sees.
    private int end(int b, int t) {
        return Keys.end(heads.mask(), span, b, keys - queries + t);
    }

    private void dots(long query, int rows, long key, int seen, long scores) {
        float scale = (float) heads.scale();
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < seen; j++) {
                float dot = Sums.products(q.data(), query + r * q.step(), k.data(), key + j * k.step(), heads.width());
                scratch.data().set(FLOAT, scores + r * pitch + 4L * j, scale * dot);
            }
        }
    }

    /// Turns the scores `from … to` into weights, with zeros before and after them up to `end`; returns the log of the
    /// denominator.
    private float weights(MemorySegment x, long row, int from, int to, int end) {
        if (from == to) {
            SimdMap.fill(0, x, row, end);
            return 0;
        }
        long p = row + 4L * from;
        int n = to - from;
        if (heads.capped()) {
            Curves.caps(x, p, (float) heads.cap(), x, p, n);
        }
        float max = Sums.max(x, p, n);
        Curves.exponentials(x, p, max, x, p, n);
        float sum = Sums.sum(x, p, n);
        SimdMap.scale(1 / sum, x, p, x, p, n);
        SimdMap.fill(0, x, row, from);
        SimdMap.fill(0, x, p + 4L * n, end - to);
        return (float) (max + Math.log(sum));
    }
}
