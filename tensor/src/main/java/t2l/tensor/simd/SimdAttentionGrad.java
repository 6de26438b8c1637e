package t2l.tensor.simd;

import static t2l.tensor.simd.Lanes.F;
import static t2l.tensor.simd.Lanes.L;
import static t2l.tensor.simd.Lanes.LE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.Contract;
import t2l.tensor.DType;
import t2l.tensor.Heads;
import t2l.tensor.Parallel;
import t2l.tensor.Tensor;

/// Attention, backward. A task is one sequence and one key/value head, which makes it the only one that adds to those
/// `dk` and `dv`. It takes [#BLOCK] queries at a time, computes their weights again from `lse`, and keeps weights and
/// score gradients of the block only.
final class SimdAttentionGrad implements Parallel.Body {
    private static final int BLOCK = 32;

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
    private final Rows dy = new Rows();
    private final Rows dq = new Rows();
    private final Rows dk = new Rows();
    private final Rows dv = new Rows();
    private Heads heads = new Heads(1, 1, 1, 1, false);
    private int queries;
    private int keys;
    private long pitch;

    SimdAttentionGrad(Parallel threads) {
        this.threads = threads;
        scratch = new Scratch(threads.threads());
    }

    /// [t2l.tensor.Kernels#attentionGradAdd]; false, having done nothing, if [Rows] cannot walk an operand.
    boolean attentionGradAdd(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse, Tensor dy,
            Tensor dq, Tensor dk,
            Tensor dv) {
        Contract.attention(heads, q, k, v, span, y, lse);
        Contract.attention(heads, dq, dk, dv, span, dy, lse);
        boolean inputs = this.q.see(q, false) && this.k.see(k, false) && this.v.see(v, false)
                && this.span.see(span, DType.I32, false)
                && this.y.see(y, false) && this.lse.see(lse, false) && this.dy.see(dy, false);
        if (!(inputs && this.dq.see(dq, false) && this.dk.see(dk, false) && this.dv.see(dv, false))) {
            return false;
        }
        this.heads = heads;
        queries = q.dim(1);
        keys = k.dim(1);
        pitch = Keys.pitch(keys);
        scratch.reserve(pitch * 2 * (BLOCK + heads.width()));
        long work = 5L * queries * heads.group() * keys * heads.width();
        threads.rows(q.dim(0) * heads.keyValue(), Math.clamp(CHUNK / Math.max(1, work), 1, 1 << 20), this);
        return true;
    }

    @Override
    public void run(int worker, int from, int to) {
        for (int task = from; task < to; task++) {
            sequence(scratch.data(), scratch.at(worker), task / heads.keyValue(), task % heads.keyValue());
        }
    }

    private void sequence(MemorySegment own, long at, int b, int g) {
        int first = first(b, 0);
        int width = heads.width();
        int all = Math.max(0, end(b, queries - 1) - first);
        long column = 4L * g * width;
        long turnedK = at;
        long turnedV = turnedK + pitch * width;
        long weights = turnedV + pitch * width;
        long slopes = weights + pitch * BLOCK;
        int start = b * keys + first;
        Keys.turn((float) heads.scale(), k.data(), k.row(start) + column, k.step(), all, width, own, turnedK, pitch);
        Keys.turn(1, v.data(), v.row(start) + column, v.step(), all, width, own, turnedV, pitch);
        for (int h = g * heads.group(); h < (g + 1) * heads.group(); h++) {
            for (int t = 0; t < queries; t += BLOCK) {
                int rows = Math.min(BLOCK, queries - t);
                int low = first(b, t);
                int seen = Math.max(0, end(b, t + rows - 1) - low);
                int padded = Keys.padded(seen);
                int row = b * queries + t;
                int key = b * keys + low;
                long skip = 4L * (low - first);
                long head = 4L * h * width;
                Tile.product(false, q.data(), q.row(row) + head, q.step(), 4, own, turnedK + skip, pitch, own, weights,
                        pitch, rows, width, padded);
                Tile.product(false, dy.data(), dy.row(row) + head, dy.step(), 4, own, turnedV + skip, pitch, own,
                        slopes, pitch, rows, width, padded);
                for (int r = 0; r < rows; r++) {
                    float log = lse.data().get(FLOAT, lse.row(row + r) + 4L * h);
                    float mean = Sums.products(dy.data(), dy.row(row + r) + head, y.data(), y.row(row + r) + head,
                            width);
                    int from = Math.min(seen, first(b, t + r) - low);
                    slope(own, weights + r * pitch, slopes + r * pitch, log, mean, from,
                            Math.clamp(end(b, t + r) - low, from, seen), padded);
                }
                Tile.product(true, own, slopes, pitch, 4, k.data(), k.row(key) + column, k.step(), dq.data(),
                        dq.row(row) + head, dq.step(), rows, seen, width);
                Tile.product(true, own, slopes, 4, pitch, q.data(), q.row(row) + head, q.step(), dk.data(),
                        dk.row(key) + column, dk.step(), seen, rows, width);
                Tile.product(true, own, weights, 4, pitch, dy.data(), dy.row(row) + head, dy.step(), dv.data(),
                        dv.row(key) + column, dv.step(), seen, rows, width);
            }
        }
    }

    private int first(int b, int t) {
        return Keys.first(heads.mask(), span, b, keys - queries + t);
    }

    private int end(int b, int t) {
        return Keys.end(heads.mask(), span, b, keys - queries + t);
    }

    /// Scores to weights, `p = e^(s − lse)`, for `from … to`, zeros elsewhere up to `padded`; and `dp` to
    /// `p·(dp − mean)·scale`, times the slope of the cap.
    private void slope(MemorySegment x, long scores, long slopes, float log, float mean, int from, int to,
            int padded) {
        long p = scores + 4L * from;
        int n = to - from;
        FloatVector centre = FloatVector.broadcast(F, mean);
        if (heads.capped()) {
            Curves.caps(x, p, (float) heads.cap(), x, p, n);
            uncap(x, p, slopes + 4L * from, mean, (float) (1 / heads.cap()), n);
            centre = FloatVector.zero(F);
        }
        Curves.exponentials(x, p, log, x, p, n);
        SimdMap.fill(0, x, scores, from);
        SimdMap.fill(0, x, p + 4L * n, padded - to);
        FloatVector factor = FloatVector.broadcast(F, (float) heads.scale());
        for (int i = 0; i < padded; i += L) {
            FloatVector w = FloatVector.fromMemorySegment(F, x, scores + 4L * i, LE).mul(factor);
            FloatVector dp = FloatVector.fromMemorySegment(F, x, slopes + 4L * i, LE).sub(centre);
            w.mul(dp).intoMemorySegment(x, slopes + 4L * i, LE);
        }
    }

    /// `dp = (dp − mean)·(1 − (s/cap)²)`
    private static void uncap(MemorySegment x, long scores, long slopes, float mean, float inverse, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector s = FloatVector.fromMemorySegment(F, x, scores + 4L * i, LE, m).mul(inverse);
            FloatVector dp = FloatVector.fromMemorySegment(F, x, slopes + 4L * i, LE, m).sub(mean);
            dp.sub(dp.mul(s).mul(s)).intoMemorySegment(x, slopes + 4L * i, LE, m);
        }
    }
}
