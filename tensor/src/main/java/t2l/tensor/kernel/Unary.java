package t2l.tensor.kernel;

/// Functions of one number: value and slope, written once, used by every backend and by the tests.
public enum Unary {
    /// `x·σ(x)` (Elfwing et al. 2017).
    SILU,
    /// `x·Φ(x)` with the exact normal distribution (Hendrycks & Gimpel 2016).
    GELU,
    /// `½x(1 + tanh(√(2/π)(x + 0.044715x³)))`, the approximation GPT-2 and Gemma use.
    GELU_TANH,
    /// The hyperbolic tangent.
    TANH,
    /// `1/(1 + e⁻ˣ)`.
    SIGMOID,
    /// `max(x, 0)`, slope 0 at 0 as in torch.
    RELU;

    /// `√(2/π)`
    private static final double C = Math.sqrt(2 / Math.PI);

    /// The value at `x`.
    public double f(double x) {
        return switch (this) {
            case SILU -> x * sigmoid(x);
            case GELU -> x * Erf.normal(x);
            case GELU_TANH -> 0.5 * x * (1 + Math.tanh(inner(x)));
            case TANH -> Math.tanh(x);
            case SIGMOID -> sigmoid(x);
            case RELU -> Math.max(x, 0);
        };
    }

    /// The slope at `x`.
    public double df(double x) {
        return switch (this) {
            case SILU -> {
                double s = sigmoid(x);
                yield s * (1 + x * (1 - s));
            }
            case GELU -> Erf.normal(x) + x * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
            case GELU_TANH -> {
                double t = Math.tanh(inner(x));
                yield 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * C * (1 + 3 * 0.044715 * x * x);
            }
            case TANH -> {
                double t = Math.tanh(x);
                yield 1 - t * t;
            }
            case SIGMOID -> {
                double s = sigmoid(x);
                yield s * (1 - s);
            }
            case RELU -> x > 0 ? 1 : 0;
        };
    }

    private static double inner(double x) {
        return C * (x + 0.044715 * x * x * x);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /// The error function in double precision, which `java.lang.Math` lacks.
    ///
    /// `|x| < 3`: the confluent series `erf x = 2/√π · e^{−x²} · Σ 2ⁿx^{2n+1}/(1·3·…·(2n+1))` (Abramowitz & Stegun 7.1.6),
    /// whose terms are all of one sign; beyond: the continued fraction of `erfc` (7.1.14).
    private static final class Erf {
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
}
