package t2l.testkit;

import static t2l.testkit.Rounding.U;

import t2l.testkit.KernelCases.Size;

/// Error bounds of the normalisations. Sums over a row of `c` terms pass through at most `c + 2` roundings.
final class NormBounds {
    /// What the cases use.
    private static final double EPS = 1e-3;

    /// `rstd` halves the relative error of the sum of squares; `y` takes three roundings more.
    static double[] rms(Size s, int operand, double[][] x) {
        double relative = ((s.c() + 4) / 2.0 + 3) * U;
        return Rounding.each(x[operand], i -> {
            int row = operand == 3 ? i : i / s.c();
            double rstd = 1 / Math.sqrt(Rounding.sum(row * s.c(), s.c(), j -> x[0][j] * x[0][j]) / s.c() + EPS);
            return operand == 3 ? relative * rstd : (relative + 3 * U) * Math.abs(x[0][i] * rstd * x[1][i % s.c()]);
        });
    }

    /// Operands `x w rstd dy dx`.
    static double[] rmsGrad(Size s, double[][] x) {
        return Rounding.each(x[4], i -> {
            int row = i / s.c();
            double rstd = Math.abs(x[2][row]);
            double mean = Rounding.sum(row * s.c(), s.c(), j -> Math.abs(x[1][j % s.c()] * x[3][j] * x[0][j])) / s.c();
            double direct = rstd * Math.abs(x[1][i % s.c()] * x[3][i]);
            return U * (5 * direct + (s.c() + 12) * Math.abs(x[0][i]) * rstd * rstd * rstd * mean
                    + 3 * Math.abs(x[4][i]));
        });
    }

    /// The mean is off by `(c + 2)·U` times the mean magnitude; that shifts `x − mean`, and the variance by its square.
    static double[] layer(Size s, int operand, double[][] x) {
        return Rounding.each(x[operand], i -> {
            int row = operand == 3 ? i / s.c() : i;
            int start = row * s.c();
            double mean = Rounding.sum(start, s.c(), j -> x[0][j]) / s.c();
            double shift = (s.c() + 2) * U * Rounding.sum(start, s.c(), j -> Math.abs(x[0][j])) / s.c();
            double variance = Rounding.sum(start, s.c(), j -> (x[0][j] - mean) * (x[0][j] - mean)) / s.c() + EPS;
            double relative = ((s.c() + 6) * U + shift * shift / variance) / 2 + 3 * U;
            double rstd = 1 / Math.sqrt(variance);
            return switch (operand) {
                case 3 -> Math.abs(x[1][i % s.c()]) * rstd * ((relative + 4 * U) * Math.abs(x[0][i] - mean) + shift)
                        + 2 * U * Math.abs(x[2][i % s.c()]);
                case 4 -> shift;
                default -> relative * rstd;
            };
        });
    }

    /// Operands `x w mean rstd dy dx`.
    static double[] layerGrad(Size s, double[][] x) {
        return Rounding.each(x[5], i -> {
            int row = i / s.c();
            int start = row * s.c();
            double mean = x[2][row];
            double rstd = Math.abs(x[3][row]);
            double g = Rounding.sum(start, s.c(), j -> Math.abs(x[1][j % s.c()] * x[4][j])) / s.c();
            double gx = rstd * Rounding.sum(start, s.c(), j -> Math.abs(x[1][j % s.c()] * x[4][j] * (x[0][j] - mean)))
                    / s.c();
            double hat = rstd * Math.abs(x[0][i] - mean);
            return U * rstd * (5 * Math.abs(x[1][i % s.c()] * x[4][i]) + (s.c() + 9) * g + (s.c() + 16) * hat * gx)
                    + 4 * U * Math.abs(x[5][i]);
        });
    }
}
