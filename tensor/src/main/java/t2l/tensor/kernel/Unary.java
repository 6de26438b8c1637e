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
}
