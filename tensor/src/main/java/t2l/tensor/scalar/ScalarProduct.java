package t2l.tensor.scalar;

import t2l.tensor.*;
import t2l.tensor.kernel.Products.MatMul;

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
        float c0 = 0;
        float c1 = 0;
        float c2 = 0;
        float c3 = 0;
        float c4 = 0;
        float c5 = 0;
        float c6 = 0;
        float c7 = 0;
        for (int i = 0; i < k; i++) {
            float x = a[row + i];
            c0 = Math.fma(x, b[i], c0);
            c1 = Math.fma(x, b[k + i], c1);
            c2 = Math.fma(x, b[2 * k + i], c2);
            c3 = Math.fma(x, b[3 * k + i], c3);
            c4 = Math.fma(x, b[4 * k + i], c4);
            c5 = Math.fma(x, b[5 * k + i], c5);
            c6 = Math.fma(x, b[6 * k + i], c6);
            c7 = Math.fma(x, b[7 * k + i], c7);
        }
        c[at] = c0;
        c[at + 1] = c1;
        c[at + 2] = c2;
        c[at + 3] = c3;
        c[at + 4] = c4;
        c[at + 5] = c5;
        c[at + 6] = c6;
        c[at + 7] = c7;
    }

    /// Two rows of `a` times four columns of `b`, to four places each of `c`.
    private static void tile(float[] a, int row, int next, float[] b, int k, float[] c, int at, int below) {
        float c00 = 0;
        float c01 = 0;
        float c02 = 0;
        float c03 = 0;
        float c10 = 0;
        float c11 = 0;
        float c12 = 0;
        float c13 = 0;
        for (int i = 0; i < k; i++) {
            float x = a[row + i];
            float y = a[next + i];
            float w = b[i];
            c00 = Math.fma(x, w, c00);
            c10 = Math.fma(y, w, c10);
            w = b[k + i];
            c01 = Math.fma(x, w, c01);
            c11 = Math.fma(y, w, c11);
            w = b[2 * k + i];
            c02 = Math.fma(x, w, c02);
            c12 = Math.fma(y, w, c12);
            w = b[3 * k + i];
            c03 = Math.fma(x, w, c03);
            c13 = Math.fma(y, w, c13);
        }
        c[at] = c00;
        c[at + 1] = c01;
        c[at + 2] = c02;
        c[at + 3] = c03;
        c[below] = c10;
        c[below + 1] = c11;
        c[below + 2] = c12;
        c[below + 3] = c13;
    }
}
