package t2l.tensor.simd.rows;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import t2l.tensor.DType;
import t2l.tensor.Parallel;
import t2l.tensor.Tensor;

/// Kernels of [SimdMap] and [SimdCopy] on operands whose rows are not contiguous, such as the transposed factor that a
/// hypernetwork writes: element by element, in all threads, with the same bits. The object is its own task.
final class Strided implements Parallel.Body {
    /// What is done with each element.
    enum Op {
        COPY, SCALE, SCALE_ADD, ADD, MUL, MUL_ADD
    }

    /// Elements of a chunk.
    private static final int CHUNK = 8192;

    /// A tensor of up to three axes, its strides in bytes.
    private static final class Place {
        MemorySegment data = MemorySegment.NULL;
        long start;
        long outer;
        long middle;
        long inner;

        void see(Tensor t) {
            place(t);
            data = t.forReading();
        }

        void edit(Tensor t) {
            place(t);
            data = t.forWriting();
        }

        private void place(Tensor t) {
            start = 4 * t.offset();
            outer = t.rank() > 2 ? 4 * t.stride(-3) : 0;
            middle = t.rank() > 1 ? 4 * t.stride(-2) : 0;
            inner = 4 * t.stride(-1);
        }

        long row(int r, int rows) {
            return start + r / rows * outer + r % rows * middle;
        }
    }

    private final Parallel threads;
    private final Place x = new Place();
    private final Place y = new Place();
    private final Place out = new Place();
    private Op op = Op.COPY;
    private float alpha;
    private int rows;
    private int width;

    Strided(Parallel threads) {
        this.threads = threads;
    }

    /// Computes `out` from `x`, or from `x` and `y`, all of one shape; false, having done nothing, unless all are F32 of
    /// one to three axes.
    boolean run(Op op, double alpha, Tensor x, Tensor y, Tensor out) {
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
        for (int r = from; r < to; r++) {
            long p = x.row(r, rows);
            long q = y.row(r, rows);
            long k = out.row(r, rows);
            switch (op) {
                case COPY -> copy(p, k);
                case SCALE -> scale(p, k);
                case SCALE_ADD -> scaleAdd(p, k);
                case ADD -> add(p, q, k);
                case MUL -> mul(p, q, k);
                case MUL_ADD -> mulAdd(p, q, k);
            }
        }
    }

    private static float get(MemorySegment data, long at) {
        return data.get(JAVA_FLOAT_UNALIGNED, at);
    }

    private void put(long at, float value) {
        out.data.set(JAVA_FLOAT_UNALIGNED, at, value);
    }

    private void copy(long p, long k) {
        for (int i = 0; i < width; i++) {
            put(k + i * out.inner, get(x.data, p + i * x.inner));
        }
    }

    private void scale(long p, long k) {
        for (int i = 0; i < width; i++) {
            put(k + i * out.inner, alpha * get(x.data, p + i * x.inner));
        }
    }

    private void scaleAdd(long p, long k) {
        for (int i = 0; i < width; i++) {
            long to = k + i * out.inner;
            put(to, Math.fma(alpha, get(x.data, p + i * x.inner), get(out.data, to)));
        }
    }

    private void add(long p, long q, long k) {
        for (int i = 0; i < width; i++) {
            put(k + i * out.inner, get(x.data, p + i * x.inner) + get(y.data, q + i * y.inner));
        }
    }

    private void mul(long p, long q, long k) {
        for (int i = 0; i < width; i++) {
            put(k + i * out.inner, get(x.data, p + i * x.inner) * get(y.data, q + i * y.inner));
        }
    }

    private void mulAdd(long p, long q, long k) {
        for (int i = 0; i < width; i++) {
            long to = k + i * out.inner;
            put(to, Math.fma(get(x.data, p + i * x.inner), get(y.data, q + i * y.inner), get(out.data, to)));
        }
    }
}
