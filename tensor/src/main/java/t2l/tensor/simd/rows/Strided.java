package t2l.tensor.simd.rows;

import static t2l.tensor.simd.lanes.RawMemory.get;
import static t2l.tensor.simd.lanes.RawMemory.set;

import t2l.tensor.*;
import t2l.tensor.simd.lanes.Build.For;
import t2l.tensor.simd.lanes.Build.Inlined;
import t2l.tensor.simd.lanes.RawMemory;

/// Kernels of [SimdMap] and [SimdCopy] on operands whose rows are not contiguous, such as the transposed factor that a
/// hypernetwork writes: element by element, in all threads, with the same bits. The object is its own task.
final class Strided implements Parallel.Body {
    /// What is done with each element.
    enum Elementwise {
        FILL, COPY, SCALE, SCALE_ADD, ADD, MUL, MUL_ADD
    }

    /// Elements of a chunk.
    private static final int CHUNK = 8192;

    /// A tensor of up to three axes: its address, and its strides in bytes.
    private static final class Operand {
        long start;
        long outer;
        long middle;
        long inner;

        void see(Tensor t) {
            place(t, RawMemory.toRead(t));
        }

        void edit(Tensor t) {
            place(t, RawMemory.toWrite(t));
        }

        private void place(Tensor t, long memory) {
            start = memory + 4 * t.offset();
            outer = t.rank() > 2 ? 4 * t.stride(-3) : 0;
            middle = t.rank() > 1 ? 4 * t.stride(-2) : 0;
            inner = 4 * t.stride(-1);
        }

        long row(int r, int rows) {
            return start + r / rows * outer + r % rows * middle;
        }
    }

    private final Parallel threads;
    private final Operand x = new Operand();
    private final Operand y = new Operand();
    private final Operand out = new Operand();
    private Elementwise op = Elementwise.COPY;
    private float alpha;
    private int rows;
    private int width;

    Strided(Parallel threads) {
        this.threads = threads;
    }

    /// Computes `out` from `x`, or from `x` and `y`, all of one shape; false, having done nothing, unless all are F32 of
    /// one to three axes.
    boolean run(Elementwise op, double alpha, Tensor x, Tensor y, Tensor out) {
        if (!(floats(x) && floats(y) && floats(out)) || out.rank() < 1 || out.rank() > 3) {
            return false;
        }
        this.op = op;
        this.alpha = (float) alpha;
        this.x.see(x);
        this.y.see(y);
        this.out.edit(out);
        width = out.dim(-1);
        rows = out.rank() > 1 ? out.dim(-2) : 1;
        int all = out.rank() > 2 ? out.dim(0) * rows : rows;
        if (out.size() > 0) {
            threads.rows(all, Math.max(1, CHUNK / width), this);
        }
        return true;
    }

    private static boolean floats(Tensor t) {
        return t.dtype() == DType.F32;
    }

    @Override
    public void run(int worker, int from, int to) {
        for (int r = from, end; r < to; r = end) {
            end = Math.min(to, (r / rows + 1) * rows);
            if (end - r > width) {
                for (int i = 0; i < width; i++) {
                    line(op, alpha, x.row(r, rows) + i * x.inner, x.middle, y.row(r, rows) + i * y.inner, y.middle,
                            out.row(r, rows) + i * out.inner, out.middle, end - r);
                }
            } else {
                for (int i = r; i < end; i++) {
                    line(op, alpha, x.row(i, rows), x.inner, y.row(i, rows), y.inner, out.row(i, rows), out.inner,
                            width);
                }
            }
        }
    }

    /// A row, or a piece of a column where columns are longer: elements at equal distances.
    private static void line(@For Elementwise op, float alpha, long p, long stepX, long q, long stepY, long k,
            long step, int n) {
        for (int i = 0; i < n; i++) {
            long out = k + i * step;
            set(out, value(op, alpha, p + i * stepX, q + i * stepY, out));
        }
    }

    @Inlined
    private static float value(Elementwise op, float alpha, long x, long y, long out) {
        if (op == Elementwise.FILL) {
            return alpha;
        }
        if (op == Elementwise.COPY) {
            return get(x);
        }
        if (op == Elementwise.SCALE) {
            return alpha * get(x);
        }
        if (op == Elementwise.SCALE_ADD) {
            return Math.fma(alpha, get(x), get(out));
        }
        if (op == Elementwise.ADD) {
            return get(x) + get(y);
        }
        return op == Elementwise.MUL ? get(x) * get(y) : Math.fma(get(x), get(y), get(out));
    }
}
