package t2l.tensor.simd.rows;

import static jdk.incubator.vector.FloatVector.broadcast;
import static t2l.tensor.simd.lanes.Exact.exact;
import static t2l.tensor.simd.lanes.Lanes.*;
import static t2l.tensor.simd.lanes.Part.*;
import static t2l.tensor.simd.lanes.RawMemory.get;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.DType;
import t2l.tensor.Parallel;
import t2l.tensor.kernel.Recurrent.*;
import t2l.tensor.simd.lanes.*;
import t2l.tensor.simd.lanes.Build.*;

/// The gated delta rule, token by token; a task is one head of one text, or for the gradient those heads that share a key. The
/// columns of a state do not depend on each other, so a group of them stays in registers through all of its rows.
///
/// The gradient needs the state before each token. It keeps one of every [#pace] tokens, and computes those between again as it
/// walks back: scratch memory grows with the root of a text's length.
///
/// A method returns false, having done nothing, if [Rows] cannot walk an operand.
public final class SimdDelta implements Parallel.Body {
    private final Parallel threads;
    private final Scratch scratch;
    private final Rows q = new Rows();
    private final Rows k = new Rows();
    private final Rows v = new Rows();
    private final Rows decay = new Rows();
    private final Rows beta = new Rows();
    private final Rows span = new Rows();
    private final Rows state = new Rows();
    /// `y`, or its gradient.
    private final Rows y = new Rows();
    private final Rows dq = new Rows();
    private final Rows dk = new Rows();
    private final Rows dv = new Rows();
    private final Rows ddecay = new Rows();
    private final Rows dbeta = new Rows();
    private boolean gradient;
    private int from;
    private int length;
    private int groups;
    private int heads;
    private int width;
    private int values;
    private float scale;
    private int pace;

    public SimdDelta(Parallel threads) {
        this.threads = threads;
        scratch = new Scratch(threads.threads());
    }

    public boolean run(DeltaRule call) {
        if (!see(call.of()) || !state.edit(call.state(), false) || !y.edit(call.y(), false)) {
            return false;
        }
        gradient = false;
        scratch.reserve(4L * values);
        threads.rows(call.y().dim(0) * heads, 1, this);
        return true;
    }

    public boolean run(DeltaRuleGradAdd call) {
        if (!see(call.of()) || !y.see(call.dy(), false) || !dq.edit(call.dq(), false) || !dk.edit(call.dk(), false)
                || !dv.edit(call.dv(), false) || !ddecay.edit(call.ddecay(), false)
                || !dbeta.edit(call.dbeta(), false)) {
            return false;
        }
        gradient = true;
        pace = Math.max(1, (int) Math.sqrt(length));
        // kept states, those of a pace, the state and its gradient; errors of a pace, and three rows
        scratch.reserve((length / pace + pace + 3) * matrix() + (pace + 3) * 4L * values);
        threads.rows(call.dy().dim(0) * groups, 1, this);
        return true;
    }

    private boolean see(Operands of) {
        from = of.from();
        length = of.q().dim(1);
        groups = of.groups();
        heads = of.heads();
        width = of.width();
        values = of.values();
        scale = (float) of.scale();
        return q.see(of.q(), false) && k.see(of.k(), false) && v.see(of.v(), false) && decay.see(of.decay(), false)
                && beta.see(of.beta(), false) && span.see(of.span(), DType.I32, false);
    }

    /// Bytes of a state.
    private long matrix() {
        return 4L * width * values;
    }

    @Override
    public void run(int worker, int from, int to) {
        for (int task = from; task < to; task++) {
            int of = gradient ? groups : heads;
            int b = task / of;
            int first = Math.clamp((long) RawMemory.integer(span.row(b)) - this.from, 0, length);
            int end = Math.clamp((long) RawMemory.integer(span.row(b) + 4) - this.from, 0, length);
            if (gradient) {
                int each = heads / groups;
                for (int h = task % of * each; h < (task % of + 1) * each; h++) {
                    back(scratch.at(worker), b, h, first, end);
                }
            } else {
                forward(scratch.at(worker), b, task % of, first, end);
            }
        }
    }

    private void forward(long error, int b, int h, int first, int end) {
        long s = state.row((b * heads + h) * width);
        for (int t = 0; t < length; t++) {
            long to = value(y, b, t, h);
            if (t < first || t >= end) {
                SimdMap.fill(0, to, values);
            } else {
                step(s, state.step(), b, t, h, error, to);
            }
        }
    }

    private long key(Rows of, int b, int t, int h) {
        return of.row(b * length + t) + 4L * (h * groups / heads) * width;
    }

    private long value(Rows of, int b, int t, int h) {
        return of.row(b * length + t) + 4L * h * values;
    }

    private float alpha(int b, int t, int h) {
        return (float) Math.exp(get(decay.row(b * length + t) + 4L * h));
    }

    /// One token: changes the state at `s`, whose rows are `apart` bytes apart, and writes the error and what is read.
    private void step(long s, long apart, int b, int t, int h, long error, long to) {
        long key = key(k, b, t, h);
        long query = key(q, b, t, h);
        long value = value(v, b, t, h);
        float alpha = alpha(b, t, h);
        float by = get(beta.row(b * length + t) + 4L * h);
        int j = 0;
        for (; j + 2 * L <= values; j += 2 * L) {
            columns(2, s + 4L * j, apart, width, key, query, value + 4L * j, alpha, by, scale, error + 4L * j,
                    to + 4L * j, 2 * L);
        }
        for (; j < values; j += L) {
            columns(1, s + 4L * j, apart, width, key, query, value + 4L * j, alpha, by, scale, error + 4L * j,
                    to + 4L * j, values - j);
        }
    }

    /// So many registers of columns, or the last `n` columns.
    @NotInlined
    private static void columns(@For(ints = {1, 2}) int registers, long s, long apart, int rows, long key, long query,
            long value, float alpha, float beta, float scale, long error, long to, int n) {
        VectorMask<Float> part = registers == 1 ? rest(0, Math.min(n, L)) : whole();
        FloatVector[] at = new FloatVector[registers];
        FloatVector[] move = new FloatVector[registers];
        FloatVector[] sum = new FloatVector[registers];
        for (@Unrolled
        int c = 0; c < registers; c++) {
            at[c] = FloatVector.zero(F);
            sum[c] = FloatVector.zero(F);
        }
        for (int i = 0; i < rows; i++) {
            FloatVector by = exact(broadcast(F, get(key + 4L * i)));
            for (@Unrolled
            int c = 0; c < registers; c++) {
                at[c] = load(s + i * apart + c * BYTES, part).fma(by, at[c]);
            }
        }
        FloatVector left = exact(broadcast(F, alpha));
        FloatVector rate = exact(broadcast(F, beta));
        for (@Unrolled
        int c = 0; c < registers; c++) {
            FloatVector e = load(value + c * BYTES, part).sub(exact(at[c]).mul(left));
            store(e, error + c * BYTES, part);
            move[c] = e.mul(rate);
        }
        for (int i = 0; i < rows; i++) {
            FloatVector by = exact(broadcast(F, get(key + 4L * i)));
            FloatVector read = exact(broadcast(F, get(query + 4L * i)));
            for (@Unrolled
            int c = 0; c < registers; c++) {
                FloatVector now = load(s + i * apart + c * BYTES, part).fma(left, exact(move[c]).mul(by));
                store(now, s + i * apart + c * BYTES, part);
                sum[c] = now.fma(read, sum[c]);
            }
        }
        FloatVector by = exact(broadcast(F, scale));
        for (@Unrolled
        int c = 0; c < registers; c++) {
            store(exact(sum[c]).mul(by), to + c * BYTES, part);
        }
    }

    /// The gradient of head `h` of text `b`.
    private void back(long memory, int b, int h, int first, int end) {
        long row = 4L * values;
        long now = memory;
        long slope = now + matrix();
        long between = slope + matrix();
        long kept = between + pace * matrix();
        long errors = kept + (length / pace + 1) * matrix();
        long other = errors + pace * row;
        long none = other + row;
        SimdMap.fill(0, now, width * values);
        SimdMap.fill(0, slope, width * values);
        for (int t = first; t < end; t++) {
            if ((t - first) % pace == 0) {
                copy(now, kept + (t - first) / pace * matrix());
            }
            step(now, row, b, t, h, errors, none);
        }
        for (int start = first + (end - 1 - first) / pace * pace; start >= first && end > first; start -= pace) {
            copy(kept + (start - first) / pace * matrix(), now);
            int stop = Math.min(end, start + pace);
            for (int t = start; t < stop; t++) {
                copy(now, between + (t - start) * matrix());
                step(now, row, b, t, h, errors + (t - start) * row, none);
            }
            for (int t = stop - 1; t >= start; t--) {
                back(between + (t - start) * matrix(), slope, errors + (t - start) * row, other, b, t, h);
            }
        }
    }

    private void copy(long from, long to) {
        MemorySegment.copy(RawMemory.ALL, from, RawMemory.ALL, to, matrix());
    }

    /// One token, backward; `s` is the state before it, `slope` the gradient of that after it, and then of `s`.
    private void back(long s, long slope, long error, long dd, int b, int t, int h) {
        long key = key(k, b, t, h);
        long query = key(q, b, t, h);
        long out = value(y, b, t, h);
        long keySlope = key(dk, b, t, h);
        long querySlope = key(dq, b, t, h);
        long row = 4L * values;
        float alpha = alpha(b, t, h);
        float by = get(beta.row(b * length + t) + 4L * h);
        for (int j = 0; j < values; j += L) {
            back(slope + 4L * j, row, width, key, query, out + 4L * j, scale, dd + 4L * j, values - j);
        }
        add(dbeta.row(b * length + t) + 4L * h, Sums.products(error, dd, values));
        SimdMap.scaleAdd(by, dd, value(dv, b, t, h), values);
        float read = by * Sums.products(error, out, values);
        double left = 0;
        for (int i = 0; i < width; i++) {
            long at = i * row;
            float number = get(key + 4L * i);
            add(querySlope + 4L * i, scale * (alpha * Sums.products(s + at, out, values) + number * read));
            add(keySlope + 4L * i, by * (Sums.products(slope + at, error, values)
                    - alpha * Sums.products(s + at, dd, values)));
            SimdMap.scaleAdd(-by * number, dd, slope + at, values);
            left += Sums.products(s + at, slope + at, values);
            SimdMap.scale(alpha, slope + at, slope + at, values);
        }
        add(ddecay.row(b * length + t) + 4L * h, (float) (alpha * left));
    }

    /// A register of columns, or the last `n` columns: `slope += scale·query·outᵀ`, `dd = slopeᵀ·key`.
    @NotInlined
    private static void back(long slope, long apart, int rows, long key, long query, long out, float scale, long dd,
            int n) {
        VectorMask<Float> part = rest(0, Math.min(n, L));
        FloatVector read = load(out, part).mul(exact(broadcast(F, scale)));
        FloatVector sum = FloatVector.zero(F);
        for (int i = 0; i < rows; i++) {
            FloatVector moved = exact(read).fma(exact(broadcast(F, get(query + 4L * i))),
                    load(slope + i * apart, part));
            store(moved, slope + i * apart, part);
            sum = moved.fma(exact(broadcast(F, get(key + 4L * i))), sum);
        }
        store(sum, dd, part);
    }

    private static void add(long to, float more) {
        RawMemory.set(to, get(to) + more);
    }
}
