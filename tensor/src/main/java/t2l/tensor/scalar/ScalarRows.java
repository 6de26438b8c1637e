package t2l.tensor.scalar;

import java.util.Arrays;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Attending.*;
import t2l.tensor.kernel.Lookups.Gather;
import t2l.tensor.kernel.Sequences.CausalConv;

/// Rows that are rotated by their position, rows picked from a table, and sums of neighbouring rows. A method returns false,
/// having done nothing, if [Floats] cannot see an operand.
final class ScalarRows {
    private final Floats x = new Floats();
    private final Floats cosines = new Floats();
    private final Floats sines = new Floats();
    private final Floats out = new Floats();
    private float[] row = {};
    private float[] rotated = {};
    private float[] cos = {};
    private float[] sin = {};

    boolean run(Rope call) {
        call.requirePositions();
        if (call.add() || !x.see(call.x()) || !cosines.see(call.cos()) || !sines.see(call.sin())
                || !out.edit(call.out())) {
            return false;
        }
        int half = cosines.width();
        row = Floats.atLeast(row, x.width());
        rotated = Floats.atLeast(rotated, x.width());
        cos = Floats.atLeast(cos, half);
        sin = Floats.atLeast(sin, half);
        for (int r = 0; r < x.rows(); r++) {
            int p = (int) call.positions().get(r);
            x.read(r, row, 0);
            cosines.read(p, cos, 0);
            sines.read(p, sin, 0);
            for (int head = 0; head < x.width(); head += call.head()) {
                rotate(row, head, half, cos, sin, call.inverse() ? -1 : 1, rotated);
                System.arraycopy(row, head + 2 * half, rotated, head + 2 * half, call.head() - 2 * half);
            }
            out.write(r, 0, rotated, 0, x.width());
        }
        return true;
    }

    private static void rotate(float[] x, int at, int half, float[] cos, float[] sin, float direction, float[] out) {
        for (int i = 0; i < half; i++) {
            float a = x[at + i];
            float b = x[at + half + i];
            float s = direction * sin[i];
            out[at + i] = a * cos[i] - b * s;
            out[at + half + i] = b * cos[i] + a * s;
        }
    }

    boolean run(Sinks call) {
        if (!x.see(call.y()) || !out.edit(call.y())) {
            return false;
        }
        int heads = call.sinks().dim(0);
        int width = x.width() / heads;
        row = Floats.atLeast(row, x.width());
        for (int r = 0; r < x.rows(); r++) {
            x.read(r, row, 0);
            for (int h = 0; h < heads; h++) {
                long at = (long) r * heads + h;
                double from = call.lse().get(at);
                double log = Sinks.log(from, call.sinks().get(h));
                call.lse().set(at, log);
                scale(row, h * width, (float) Math.exp(from - log), width);
            }
            out.write(r, 0, row, 0, x.width());
        }
        return true;
    }

    private static void scale(float[] x, int at, float by, int n) {
        for (int i = at; i < at + n; i++) {
            x[i] *= by;
        }
    }

    boolean run(Gather call) {
        call.requireIds();
        if (!x.see(call.table()) || !out.edit(call.out())) {
            return false;
        }
        row = Floats.atLeast(row, x.width());
        for (int i = 0; i < call.ids().dim(0); i++) {
            int id = (int) call.ids().get(i);
            if (id < 0) {
                Arrays.fill(row, 0, x.width(), 0);
            } else {
                x.read(id, row, 0);
            }
            out.write(i, 0, row, 0, x.width());
        }
        return true;
    }

    boolean run(CausalConv call) {
        Tensor w = call.w();
        if (!x.see(call.x()) || !cosines.see(w) || !out.edit(call.y())) {
            return false;
        }
        int taps = w.dim(0);
        int width = x.width();
        row = Floats.atLeast(row, width);
        rotated = Floats.atLeast(rotated, width);
        cos = Floats.atLeast(cos, taps * width);
        for (int j = 0; j < taps; j++) {
            cosines.read(j, cos, j * width);
        }
        int before = call.x().dim(1);
        int rows = call.y().dim(1);
        for (int r = 0; r < out.rows(); r++) {
            int b = r / rows;
            int t = before - rows + r % rows;
            Arrays.fill(rotated, 0, width, 0);
            for (int j = Math.max(0, call.first(b) + taps - 1 - t); j < taps && t < call.end(b); j++) {
                x.read(b * before + t - taps + 1 + j, row, 0);
                addProduct(row, cos, j * width, rotated, width);
            }
            out.write(r, 0, rotated, 0, width);
        }
        return true;
    }

    /// `sum += x ⊙ w`, for the weights from `at` on.
    private static void addProduct(float[] x, float[] w, int at, float[] sum, int n) {
        for (int i = 0; i < n; i++) {
            sum[i] += x[i] * w[at + i];
        }
    }
}
