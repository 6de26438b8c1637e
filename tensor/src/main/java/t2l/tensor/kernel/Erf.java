package t2l.tensor.kernel;

/// The error function in double precision, which `java.lang.Math` lacks.
///
/// `|x| < 3`: the confluent series `erf x = 2/√π · e^{−x²} · Σ 2ⁿx^{2n+1}/(1·3·…·(2n+1))` (Abramowitz & Stegun 7.1.6),
/// whose terms are all of one sign; beyond: the continued fraction of `erfc` (7.1.14).
final class Erf {
    private Erf() {}

    /// The standard normal distribution `Φ(x) = ½ erfc(−x/√2)`.
    static double normal(double x) {
        return 0.5 * erfc(-x / Math.sqrt(2));
    }

    static double erfc(double x) {
        double a = Math.abs(x);
        double tail = a < 3 ? 1 - series(a) : fraction(a);
        return x >= 0 ? tail : 2 - tail;
    }

    private static double series(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; term > sum * 1e-18; n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }

    private static double fraction(double x) {
        double f = x;
        for (int n = 120; n > 0; n--) {
            f = x + 0.5 * n / f;
        }
        return Math.exp(-x * x) / (f * Math.sqrt(Math.PI));
    }
}
