package t2l.tensor.scalar;

import java.util.Arrays;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Norms.*;

/// RMS and layer normalisation, row by row, with sums in double. A method returns false, having done nothing, if
/// [Floats] cannot see an operand.
final class ScalarNorm {
    private final Floats x = new Floats();
    private final Floats w = new Floats();
    private final Floats b = new Floats();
    private final Floats y = new Floats();
    private float[] row = {};
    private float[] weight = {};
    private float[] bias = {};

    boolean run(RmsNorm call) {
        if (!see(call.x(), call.w(), call.y())) {
            return false;
        }
        for (int r = 0; r < y.rows(); r++) {
            x.read(r, row, 0);
            double scale = 1 / Math.sqrt(squares(row, 0, y.width()) / y.width() + call.eps());
            call.rstd().set(r, scale);
            affine(row, 0, scale, weight, bias, y.width());
            y.write(r, 0, row, 0, y.width());
        }
        return true;
    }

    boolean run(LayerNorm call) {
        if (!b.see(call.b()) || !see(call.x(), call.w(), call.y())) {
            return false;
        }
        b.read(0, bias, 0);
        for (int r = 0; r < y.rows(); r++) {
            x.read(r, row, 0);
            double m = sum(row, y.width()) / y.width();
            double scale = 1 / Math.sqrt(squares(row, m, y.width()) / y.width() + call.eps());
            call.mean().set(r, m);
            call.rstd().set(r, scale);
            affine(row, m, scale, weight, bias, y.width());
            y.write(r, 0, row, 0, y.width());
        }
        return true;
    }

    /// Looks at the operands, and reads the weights.
    private boolean see(Tensor x, Tensor w, Tensor y) {
        if (!this.x.see(x) || !this.w.see(w) || !this.y.edit(y)) {
            return false;
        }
        row = Floats.atLeast(row, this.y.width());
        weight = Floats.atLeast(weight, this.y.width());
        bias = Floats.atLeast(bias, this.y.width());
        Arrays.fill(bias, 0, this.y.width(), 0);
        this.w.read(0, weight, 0);
        return true;
    }

    private static double sum(float[] x, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += x[i];
        }
        return sum;
    }

    private static double squares(float[] x, double shift, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += (x[i] - shift) * (x[i] - shift);
        }
        return sum;
    }

    /// `x = (x − shift) · scale ⊙ w + b`
    private static void affine(float[] x, double shift, double scale, float[] w, float[] b, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = (float) ((x[i] - shift) * scale * w[i] + b[i]);
        }
    }
}
