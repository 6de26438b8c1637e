package t2l.tensor.scalar;

import t2l.tensor.*;
import t2l.tensor.kernel.Products.MatMul;
import t2l.tensor.simd.lanes.Build.Unrolled;

/// Matrix products. The rows of `a` become floats once; the columns of `b`, a few at a time, once too: each is read where
/// it lies, converted, and multiplied by all rows of `a` while it is in the cache. A result is a chain of fused
/// multiply-adds along `k`, in order; eight of them run side by side, which is what hides their latency: two rows times
/// four columns, or a single row times eight.
///
/// ```
///              b  four columns   ░░░░ ──▶ k
///    a row i   ▓▓▓▓ ──▶          c c c c
///      i+1     ▓▓▓▓ ──▶          c c c c
/// ```
final class ScalarProduct implements Parallel.Body {
    /// Columns of a result that one task computes.
    private static final int BAND = 16;

    /// Columns that are multiplied together; by a single row, twice as many.
    private static final int COLUMNS = 4;

    /// Multiply-adds that are worth a thread.
    private static final int TASK = 1 << 16;

    private final Parallel threads;
    private final Floats a = new Floats();
    private final Worker[] workers;
    private float[] left = {};
    private int m;
    private int n;
    private int k;
    private int bands;
    private boolean add;
    private float alpha;

    /// What a thread reads and writes with.
    private static final class Worker {
        final Floats columns = new Floats();
        final Floats out = new Floats();
        float[] b = {};
        float[] c = {};
        final float[] old = new float[BAND];
    }

    ScalarProduct(Parallel threads) {
        this.threads = threads;
        workers = new Worker[threads.threads()];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker();
        }
    }

    /// Computes `out = a·b`, or `out += alpha · a·b` if `add`; false, having done nothing, if [Floats] cannot see an
    /// operand.
    boolean run(MatMul call) {
        Tensor columns = call.b().rank() == 2 ? call.b().t() : call.b().permute(0, 2, 1);
        if (!a.see(call.a()) || !workers[0].columns.see(columns) || !workers[0].out.edit(call.out())) {
            return false;
        }
        add = call.add();
        alpha = (float) call.alpha();
        m = call.out().dim(-2);
        n = call.out().dim(-1);
        k = call.a().dim(-1);
        bands = Math.ceilDiv(n, BAND);
        int items = call.out().rank() == 3 ? call.out().dim(0) : 1;
        left = Floats.atLeast(left, items * m * k);
        for (int r = 0; r < items * m; r++) {
            a.read(r, left, r * k);
        }
        for (Worker w : workers) {
            w.columns.see(columns);
            w.out.edit(call.out());
            w.b = Floats.atLeast(w.b, 2 * COLUMNS * k);
            w.c = Floats.atLeast(w.c, m * BAND);
        }
        threads.rows(items * bands, Math.clamp(TASK / Math.max(1, (long) m * k * BAND), 1, 1 << 20), this);
        return true;
    }

    @Override
    public void run(int worker, int from, int to) {
        Worker w = workers[worker];
        for (int task = from; task < to; task++) {
            band(w, task / bands, task % bands * BAND);
        }
    }

    private void band(Worker w, int item, int column) {
        int width = Math.min(BAND, n - column);
        int together = m == 1 ? 2 * COLUMNS : COLUMNS;
        for (int j = 0; j < width; j += together) {
            for (int q = 0; q < together; q++) {
                w.columns.read(item * n + column + Math.min(j + q, width - 1), w.b, q * k);
            }
            if (m == 1) {
                row(left, item * k, w.b, k, w.c, j);
                continue;
            }
            for (int i = 0; i < m; i += 2) {
                int next = Math.min(i + 1, m - 1);
                tile(left, (item * m + i) * k, (item * m + next) * k, w.b, k, w.c, i * BAND + j, next * BAND + j);
            }
        }
        for (int i = 0; i < m; i++) {
            if (add) {
                w.out.part(item * m + i, column, w.old, 0, width);
                for (int j = 0; j < width; j++) {
                    w.c[i * BAND + j] = Math.fma(alpha, w.c[i * BAND + j], w.old[j]);
                }
            }
            w.out.write(item * m + i, column, w.c, i * BAND, width);
        }
    }

    /// One row of `a` times eight columns of `b`, to eight places of `c`.
    private static void row(float[] a, int row, float[] b, int k, float[] c, int at) {
        float[] sums = new float[2 * COLUMNS];
        for (@Unrolled
        int j = 0; j < 2 * COLUMNS; j++) {
            sums[j] = 0;
        }
        for (int i = 0; i < k; i++) {
            float x = a[row + i];
            for (@Unrolled
            int j = 0; j < 2 * COLUMNS; j++) {
                sums[j] = Math.fma(x, b[j * k + i], sums[j]);
            }
        }
        for (@Unrolled
        int j = 0; j < 2 * COLUMNS; j++) {
            c[at + j] = sums[j];
        }
    }

    /// Two rows of `a` times four columns of `b`, to four places each of `c`.
    private static void tile(float[] a, int row, int next, float[] b, int k, float[] c, int at, int below) {
        float[] sums = new float[COLUMNS];
        float[] others = new float[COLUMNS];
        for (@Unrolled
        int j = 0; j < COLUMNS; j++) {
            sums[j] = 0;
            others[j] = 0;
        }
        for (int i = 0; i < k; i++) {
            float x = a[row + i];
            float y = a[next + i];
            for (@Unrolled
            int j = 0; j < COLUMNS; j++) {
                float w = b[j * k + i];
                sums[j] = Math.fma(x, w, sums[j]);
                others[j] = Math.fma(y, w, others[j]);
            }
        }
        for (@Unrolled
        int j = 0; j < COLUMNS; j++) {
            c[at + j] = sums[j];
            c[below + j] = others[j];
        }
    }
}
