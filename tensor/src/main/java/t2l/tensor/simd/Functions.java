package t2l.tensor.simd;

import static jdk.incubator.vector.VectorOperators.ABS;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static t2l.tensor.simd.Lanes.F;

import jdk.incubator.vector.FloatVector;
import t2l.tensor.Unary;

/// `exp`, and the activations and slopes built on it, in registers. Polynomials of our own instead of the library
/// behind `lanewise(EXP)`, which not every processor has: the same bits everywhere. Errors are of 2·10⁻⁷ relative to
/// the larger of the value and, for slopes, 1.
final class Functions {
    private static final float LOWEST = -87.33654f;
    private static final float HIGHEST = 88.37626f;
    private static final float LOG2_E = 1.442695f;
    /// Adding 1.5·2²³ rounds to an integer and leaves it in the low bits.
    private static final float ROUND = 12582912f;
    private static final float LN2_HIGH = -0.69314575f;
    private static final float LN2_LOW = -1.4286068e-6f;
    private static final float SQRT_2_PI = 0.7978846f;
    private static final float CUBIC = 0.044715f;
    private static final float DENSITY_0 = 0.3989423f;

    private Functions() {}

    private static FloatVector c(float value) {
        return FloatVector.broadcast(F, value);
    }

    /// `eˣ` to 1 ulp for `−87.33 ≤ x ≤ 88.37`; beyond, the value at that end (10⁻³⁸, 2·10³⁸).
    ///
    /// `x = n·ln 2 + r`, `|r| ≤ ½ ln 2`; `eʳ` by a minimax polynomial of degree 6; `2ⁿ` by adding to the exponent bits.
    static FloatVector exp(FloatVector x) {
        return expBelow(x.blend(HIGHEST, x.compare(GT, HIGHEST)));
    }

    /// [#exp] for `x ≤ 88.37`, saving the check.
    static FloatVector expBelow(FloatVector x) {
        FloatVector bounded = x.blend(LOWEST, x.compare(LT, LOWEST));
        FloatVector shifted = bounded.fma(c(LOG2_E), c(ROUND));
        FloatVector n = shifted.sub(ROUND);
        FloatVector r = n.fma(c(LN2_LOW), n.fma(c(LN2_HIGH), bounded));
        FloatVector p = r.fma(c(0.0013831981f), c(0.008374743f));
        p = p.fma(r, c(0.04166822f));
        p = p.fma(r, c(0.16666447f));
        p = p.fma(r, c(0.49999985f));
        p = p.fma(r, c(1));
        p = p.fma(r, c(1));
        return p.reinterpretAsInts().add(shifted.reinterpretAsInts().lanewise(LSHL, 23)).reinterpretAsFloats();
    }

    /// `σ(x) = 1/(1 + e⁻ˣ)`
    private static FloatVector sigmoid(FloatVector x) {
        return c(1).div(exp(x.neg()).add(1));
    }

    /// `2σ(2x) − 1` away from 0, an odd polynomial near it.
    private static FloatVector tanh(FloatVector x) {
        FloatVector e = expBelow(x.lanewise(ABS).mul(-2));
        FloatVector far = c(1).sub(e).div(e.add(1));
        FloatVector square = x.mul(x);
        FloatVector p = square.fma(c(-0.0058949995f), c(0.020795856f));
        p = p.fma(square, c(-0.0537838f));
        p = p.fma(square, c(0.13331924f));
        p = p.fma(square, c(-0.333333f));
        FloatVector near = p.mul(square).fma(x, x);
        FloatVector signed = far.blend(far.neg(), x.compare(LT, 0));
        return signed.blend(near, x.lanewise(ABS).compare(LE, 0.6f));
    }

    /// `e^(−x²/2)`
    private static FloatVector bell(FloatVector x) {
        return expBelow(x.mul(x).mul(-0.5f));
    }

    /// The normal distribution `Φ(x)`, given `bell = e^(−x²/2)`.
    ///
    /// `Φ(−a) = bell · t·P(t)` with `t = 1/(1 + 0.21·a)`, `a ≥ 0`: a polynomial of degree 8 fitted to the quotient with
    /// least relative error (1.2·10⁻⁸) over `0 ≤ a ≤ 13.2`, where `Φ` leaves the range of floats.
    private static FloatVector normal(FloatVector x, FloatVector bell) {
        FloatVector t = c(1).div(x.lanewise(ABS).fma(c(0.21f), c(1)));
        FloatVector p = t.fma(c(-0.07226847f), c(0.28661186f));
        p = p.fma(t, c(-0.33663803f));
        p = p.fma(t, c(0.35692114f));
        p = p.fma(t, c(-0.099321544f));
        p = p.fma(t, c(0.12728558f));
        p = p.fma(t, c(0.06853636f));
        p = p.fma(t, c(0.08516784f));
        p = p.fma(t, c(0.083705224f));
        FloatVector tail = p.mul(t).mul(bell);
        return tail.blend(c(1).sub(tail), x.compare(GT, 0));
    }

    /// Twice the inner term of [Unary#GELU_TANH], for `½(1 + tanh u) = σ(2u)`.
    private static FloatVector twiceInner(FloatVector x) {
        return x.mul(x).fma(c(2 * SQRT_2_PI * CUBIC), c(2 * SQRT_2_PI)).mul(x);
    }

    /// `f(x)`
    static FloatVector value(Unary f, FloatVector x) {
        return switch (f) {
            case SILU -> x.div(exp(x.neg()).add(1));
            case GELU -> x.mul(normal(x, bell(x)));
            case GELU_TANH -> x.mul(sigmoid(twiceInner(x)));
            case TANH -> tanh(x);
            case SIGMOID -> sigmoid(x);
            case RELU -> x.blend(0, x.compare(LT, 0));
        };
    }

    /// `f′(x)`
    static FloatVector slope(Unary f, FloatVector x) {
        return switch (f) {
            case SILU -> {
                FloatVector e = exp(x.neg());
                FloatVector s = c(1).div(e.add(1));
                yield e.mul(s).mul(x).fma(s, s);
            }
            case GELU -> {
                FloatVector bell = bell(x);
                yield x.mul(bell).fma(c(DENSITY_0), normal(x, bell));
            }
            case GELU_TANH -> {
                FloatVector e = exp(twiceInner(x).neg());
                FloatVector s = c(1).div(e.add(1));
                FloatVector inner = x.mul(x).fma(c(6 * SQRT_2_PI * CUBIC), c(2 * SQRT_2_PI));
                yield e.mul(s).mul(s).mul(x).fma(inner, s);
            }
            case TANH -> fall(x.lanewise(ABS).mul(-2)).mul(4);
            case SIGMOID -> fall(x.lanewise(ABS).neg());
            case RELU -> c(0).blend(c(1), x.compare(GT, 0));
        };
    }

    /// `e^y / (1 + e^y)²` for `y ≤ 0`: the slope of the sigmoid without cancellation.
    private static FloatVector fall(FloatVector y) {
        FloatVector e = expBelow(y);
        FloatVector q = e.add(1);
        return e.div(q.mul(q));
    }
}
