package t2l.tensor.kernel;

/// Functions of one number: value and slope, written once, used by every backend and by the tests.
public enum Unary {
    /// `x·σ(x)` (Elfwing et al. 2017).
    SILU {
        @Override
        public double f(double x) {
            return x * sigmoid(x);
        }

        @Override
        public double df(double x) {
            double s = sigmoid(x);
            return s * (1 + x * (1 - s));
        }
    },
    /// `x·Φ(x)` with the exact normal distribution (Hendrycks & Gimpel 2016).
    GELU {
        @Override
        public double f(double x) {
            return x * Erf.normal(x);
        }

        @Override
        public double df(double x) {
            return Erf.normal(x) + x * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
        }
    },
    /// `½x(1 + tanh(√(2/π)(x + 0.044715x³)))`, the approximation GPT-2 and Gemma use.
    GELU_TANH {
        @Override
        public double f(double x) {
            return 0.5 * x * (1 + Math.tanh(inner(x)));
        }

        @Override
        public double df(double x) {
            double t = Math.tanh(inner(x));
            return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * C * (1 + 3 * 0.044715 * x * x);
        }

        private static final double C = Math.sqrt(2 / Math.PI);

        private static double inner(double x) {
            return C * (x + 0.044715 * x * x * x);
        }
    },
    /// The hyperbolic tangent.
    TANH {
        @Override
        public double f(double x) {
            return Math.tanh(x);
        }

        @Override
        public double df(double x) {
            double t = Math.tanh(x);
            return 1 - t * t;
        }
    },
    /// `1/(1 + e⁻ˣ)`.
    SIGMOID {
        @Override
        public double f(double x) {
            return sigmoid(x);
        }

        @Override
        public double df(double x) {
            double s = sigmoid(x);
            return s * (1 - s);
        }
    },
    /// `max(x, 0)`, slope 0 at 0 as in torch.
    RELU {
        @Override
        public double f(double x) {
            return Math.max(x, 0);
        }

        @Override
        public double df(double x) {
            return x > 0 ? 1 : 0;
        }
    };

    /// The value at `x`.
    public abstract double f(double x);

    /// The slope at `x`.
    public abstract double df(double x);

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
