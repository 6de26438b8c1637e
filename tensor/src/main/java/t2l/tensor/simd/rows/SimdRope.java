package t2l.tensor.simd.rows;

import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.RawMemory.load;
import static t2l.tensor.simd.lanes.RawMemory.store;

import jdk.incubator.vector.FloatVector;
import t2l.tensor.DType;
import t2l.tensor.Parallel;
import t2l.tensor.kernel.Attending.Rope;
import t2l.tensor.simd.lanes.Build.Inlined;
import t2l.tensor.simd.lanes.RawMemory;
import t2l.tensor.simd.lanes.Rows;

/// Rotary positions: the angles of a row are loaded once and turn all its heads.
public final class SimdRope implements Parallel.Body {
    private static final int CHUNK = 16384;

    private final Parallel threads;
    private final Rows x = new Rows();
    private final Rows positions = new Rows();
    private final Rows cos = new Rows();
    private final Rows sin = new Rows();
    private final Rows out = new Rows();
    private boolean accumulate;
    private boolean inverse;
    private int width;
    private int head;
    private int half;

    public SimdRope(Parallel threads) {
        this.threads = threads;
    }

    /// [t2l.tensor.kernel.Attending.Rope], or `ropeAdd` if `accumulate`; false, having done nothing, if [Rows] cannot walk an
    /// operand.
    public boolean run(Rope call) {
        call.requirePositions();
        if (!(x.see(call.x(), false) && positions.see(call.positions(), DType.I32, false) && cos.see(call.cos(), false)
                && sin.see(call.sin(), false)
                && out.edit(call.out(), false))) {
            return false;
        }
        accumulate = call.add();
        inverse = call.inverse();
        width = call.x().dim(1);
        head = call.head();
        half = call.cos().dim(1);
        threads.rows(call.x().dim(0), Math.max(1, CHUNK / Math.max(1, width)), this);
        return true;
    }

    private int position(int i) {
        return RawMemory.integer(positions.row(0) + 4L * i);
    }

    @Override
    public void run(int worker, int from, int to) {
        float sign = inverse ? -1 : 1;
        int whole = F.loopBound(half);
        for (int row = from; row < to; row++) {
            long c = cos.row(position(row));
            long s = sin.row(position(row));
            if (accumulate) {
                turnAdd(x.row(row), c, s, sign, out.row(row), width, head, half, whole);
            } else {
                turn(x.row(row), c, s, sign, out.row(row), width, head, half, whole);
            }
            for (int i = whole; i < half; i++) {
                rest(row, 4L * i, RawMemory.get(c + 4L * i), RawMemory.get(s + 4L * i) * sign);
            }
            for (int i = 2 * half; i < head; i++) {
                still(row, 4L * i);
            }
        }
    }

    /// Turns the first `whole` columns of both halves of every head. One method that overwrites and one that adds, and a sign
    /// for the direction: no choice between two vectors.
    private static void turn(long p, long c, long s, float sign, long k, int width, int head, int half, int whole) {
        for (int h = 0; h < width; h += head) {
            for (int i = 0; i < whole; i += L) {
                turn(p + 4L * (h + i), c + 4L * i, s + 4L * i, sign, k + 4L * (h + i), 4L * half, false);
            }
        }
    }

    /// As [#turn], added to what is there.
    private static void turnAdd(long p, long c, long s, float sign, long k, int width, int head, int half, int whole) {
        for (int h = 0; h < width; h += head) {
            for (int i = 0; i < whole; i += L) {
                turn(p + 4L * (h + i), c + 4L * i, s + 4L * i, sign, k + 4L * (h + i), 4L * half, true);
            }
        }
    }

    /// Turns a register of each half of a head, `apart` bytes apart.
    @Inlined
    private static void turn(long p, long cos, long sin, float sign, long k, long apart, boolean add) {
        FloatVector c = load(cos);
        FloatVector s = load(sin).mul(sign);
        FloatVector a = load(p);
        FloatVector b = load(p + apart);
        FloatVector u = a.mul(c).sub(b.mul(s));
        FloatVector v = b.mul(c).add(a.mul(s));
        store(add ? u.add(load(k)) : u, k);
        store(add ? v.add(load(k + apart)) : v, k + apart);
    }

    /// As [#turn] or [#turnAdd] for the column at byte `i` of every head, with the same roundings.
    private void rest(int row, long i, float c, float s) {
        for (int h = 0; h < width; h += head) {
            long first = 4L * h + i;
            long second = first + 4L * half;
            float a = RawMemory.get(x.row(row) + first);
            float b = RawMemory.get(x.row(row) + second);
            float u = a * c - b * s;
            float v = b * c + a * s;
            RawMemory.set(out.row(row) + first, accumulate ? u + RawMemory.get(out.row(row) + first) : u);
            RawMemory.set(out.row(row) + second, accumulate ? v + RawMemory.get(out.row(row) + second) : v);
        }
    }

    /// Leaves the column at byte `i` of every head as it is.
    private void still(int row, long i) {
        for (long at = i; at < 4L * width; at += 4L * head) {
            float a = RawMemory.get(x.row(row) + at);
            RawMemory.set(out.row(row) + at, accumulate ? a + RawMemory.get(out.row(row) + at) : a);
        }
    }
}
