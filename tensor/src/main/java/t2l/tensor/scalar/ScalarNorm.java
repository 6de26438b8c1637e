package t2l.tensor.scalar;

import java.util.Arrays;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Contract;

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

    boolean rmsNorm(Tensor x, Tensor w, double eps, Tensor y, Tensor rstd) {
        Contract.norm("rmsNorm", x, w, y, rstd);
        if (!see(x, w, y)) {
            return false;
        }
        for (int r = 0; r < this.y.rows(); r++) {
            this.x.read(r, row, 0);
            double scale = 1 / Math.sqrt(squares(row, 0, this.y.width()) / this.y.width() + eps);
            rstd.set(r, scale);
            affine(row, 0, scale, weight, bias, this.y.width());
            this.y.write(r, 0, row, 0, this.y.width());
        }
        return true;
    }

    boolean layerNorm(Tensor x, Tensor w, Tensor b, double eps, Tensor y, Tensor mean, Tensor rstd) {
        Contract.layerNorm("layerNorm", x, w, b, y, mean, rstd);
        if (!this.b.see(b) || !see(x, w, y)) {
            return false;
        }
        this.b.read(0, bias, 0);
        for (int r = 0; r < this.y.rows(); r++) {
            this.x.read(r, row, 0);
            double m = sum(row, this.y.width()) / this.y.width();
            double scale = 1 / Math.sqrt(squares(row, m, this.y.width()) / this.y.width() + eps);
            mean.set(r, m);
            rstd.set(r, scale);
            affine(row, m, scale, weight, bias, this.y.width());
            this.y.write(r, 0, row, 0, this.y.width());
        }
        return true;
    }

    /// Looks at the operands, and reads the weights.
    private boolean see(Tensor x, Tensor w, Tensor y) {
        if (!this.x.see(x) || !this.w.see(w) || !this.y.edit(y)) {
            return false;
        }
        row = Floats.room(row, this.y.width());
        weight = Floats.room(weight, this.y.width());
        bias = Floats.room(bias, this.y.width());
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
