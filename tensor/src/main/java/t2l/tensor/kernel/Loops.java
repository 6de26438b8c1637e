package t2l.tensor.kernel;

import module java.base;
import t2l.tensor.Tensor;

/// The loops that definitions share: in double precision, over any element type and any view. Slow on purpose.
final class Loops {
    /// `out[i] = f(i)` for every row-major position `i`.
    static void each(Tensor out, LongToDoubleFunction f) {
        for (long i = 0, n = out.size(); i < n; i++) {
            out.set(i, f.applyAsDouble(i));
        }
    }

    /// `out[i] += f(i)` for every row-major position `i`.
    static void eachAdd(Tensor out, LongToDoubleFunction f) {
        each(out, i -> out.get(i) + f.applyAsDouble(i));
    }

    /// `out[row,j] = f(j)` for every column `j`.
    static void row(Tensor out, int row, IntToDoubleFunction f) {
        for (int j = 0; j < out.dim(1); j++) {
            out.set((long) row * out.dim(1) + j, f.applyAsDouble(j));
        }
    }

    /// `out[row,j] += f(j)` for every column `j`.
    static void rowAdd(Tensor out, int row, IntToDoubleFunction f) {
        row(out, row, j -> out.at(row, j) + f.applyAsDouble(j));
    }

    /// `Σ f(i)` over `0 ≤ i < n`, in order.
    static double sum(int n, IntToDoubleFunction f) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += f.applyAsDouble(i);
        }
        return sum;
    }

    /// `log Σ_c exp x[row,c]`
    static double logSumExp(Tensor x, int row) {
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < x.dim(1); j++) {
            max = Math.max(max, x.at(row, j));
        }
        double shift = max;
        return max + Math.log(sum(x.dim(1), j -> Math.exp(x.at(row, j) - shift)));
    }
}
