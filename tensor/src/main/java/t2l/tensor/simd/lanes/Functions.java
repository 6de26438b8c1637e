package t2l.tensor.simd.lanes;

import static jdk.incubator.vector.VectorOperators.ABS;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static t2l.tensor.kernel.Unary.GELU;
import static t2l.tensor.kernel.Unary.GELU_TANH;
import static t2l.tensor.kernel.Unary.SIGMOID;
import static t2l.tensor.kernel.Unary.SILU;
import static t2l.tensor.kernel.Unary.TANH;
import static t2l.tensor.simd.lanes.Exact.bits;
import static t2l.tensor.simd.lanes.Exact.floats;
import static t2l.tensor.simd.lanes.Lanes.F;

import jdk.incubator.vector.FloatVector;
import t2l.tensor.kernel.Unary;
import t2l.tensor.simd.lanes.Build.Inlined;

/// `exp`, and what the activations and slopes of [Curves] are built from, on one register. Polynomials of our own instead
/// of the library behind `lanewise(EXP)`, which not every processor has: the same bits everywhere.
///
/// `exp` broadcasts its constants, which then stay in registers throughout a loop, and the rest loads them. A broadcast is an
/// argument, never a local variable, here and in every loop of this package: some compilations keep an object for the variable.
public final class Functions {
    private static final FloatVector ZERO = c(0);
    private static final FloatVector ONE = c(1);
    private static final FloatVector TWO = c(2);
    private static final FloatVector FOUR = c(4);
    private static final FloatVector MINUS_HALF = c(-0.5f);
    /// Where `eˣ` is the smallest normal number.
    public static final float LOWEST = -87.33654f;
    private static final FloatVector SMALLEST = c(LOWEST);
    private static final FloatVector HIGHEST = c(88.37626f);
    private static final FloatVector LOG2_E = c(1.442695f);
    /// Adding 1.5·2²³ rounds to an integer and leaves it in the low bits.
    private static final FloatVector ROUND = c(12582912f);
    private static final FloatVector LN2_HIGH = c(-0.69314575f);
    private static final FloatVector LN2_LOW = c(-1.4286068e-6f);
    private static final FloatVector EXP_6 = c(0.0013831981f);
    private static final FloatVector EXP_5 = c(0.008374743f);
    private static final FloatVector EXP_4 = c(0.04166822f);
    private static final FloatVector EXP_3 = c(0.16666447f);
    private static final FloatVector EXP_2 = c(0.49999985f);
    private static final FloatVector TANH_9 = c(-0.0058949995f);
    private static final FloatVector TANH_7 = c(0.020795856f);
    private static final FloatVector TANH_5 = c(-0.0537838f);
    private static final FloatVector TANH_3 = c(0.13331924f);
    private static final FloatVector TANH_1 = c(-0.333333f);
    private static final FloatVector TANH_NEAR = c(0.6f);
    private static final FloatVector NORMAL = c(0.21f);
    private static final FloatVector NORMAL_9 = c(-0.07226847f);
    private static final FloatVector NORMAL_8 = c(0.28661186f);
    private static final FloatVector NORMAL_7 = c(-0.33663803f);
    private static final FloatVector NORMAL_6 = c(0.35692114f);
    private static final FloatVector NORMAL_5 = c(-0.099321544f);
    private static final FloatVector NORMAL_4 = c(0.12728558f);
    private static final FloatVector NORMAL_3 = c(0.06853636f);
    private static final FloatVector NORMAL_2 = c(0.08516784f);
    private static final FloatVector NORMAL_1 = c(0.083705224f);
    /// `1/√(2π)`
    private static final FloatVector DENSITY = c(0.3989423f);
    /// `2√(2/π)`
    private static final FloatVector LINEAR = c(1.5957692f);
    /// `2√(2/π) · 0.044715`
    private static final FloatVector CUBIC = c(0.07135482f);
    private static final FloatVector CUBIC_SLOPE = c(3 * 0.07135482f);

    private Functions() {}

    private static FloatVector c(float value) {
        return FloatVector.broadcast(F, value);
    }

    /// `f(x)`
    @Inlined
    static FloatVector value(Unary f, FloatVector x) {
        if (f == SILU) {
            return silu(x);
        }
        if (f == GELU) {
            return gelu(x);
        }
        if (f == GELU_TANH) {
            return geluTanh(x);
        }
        if (f == TANH) {
            return tanh(x);
        }
        return f == SIGMOID ? sigmoid(x) : relu(x);
    }

    /// `f′(x)`
    @Inlined
    static FloatVector slope(Unary f, FloatVector x) {
        if (f == SILU) {
            return siluSlope(x);
        }
        if (f == GELU) {
            return geluSlope(x);
        }
        if (f == GELU_TANH) {
            return geluTanhSlope(x);
        }
        if (f == TANH) {
            return tanhSlope(x);
        }
        return f == SIGMOID ? sigmoidSlope(x) : reluSlope(x);
    }

    /// `eˣ` to 1 ulp for `−87.33 ≤ x ≤ 88.37`; beyond, the value at that end (10⁻³⁸, 2·10³⁸).
    @Inlined
    public static FloatVector exp(FloatVector x) {
        return expBelow(x.blend(HIGHEST, x.compare(GT, HIGHEST)));
    }

    /// [#exp] for `x ≤ 88.37`, saving the check.
    ///
    /// `x = n·ln 2 + r`, `|r| ≤ ½ ln 2`; `eʳ` by a minimax polynomial of degree 6; `2ⁿ` by adding to the exponent bits.
    @Inlined
    public static FloatVector expBelow(FloatVector x) {
        FloatVector bounded = x.blend(SMALLEST, x.compare(LT, SMALLEST));
        FloatVector shifted = bounded.fma(LOG2_E, ROUND);
        FloatVector n = shifted.sub(ROUND);
        FloatVector r = n.fma(LN2_LOW, n.fma(LN2_HIGH, bounded));
        FloatVector p = r.fma(EXP_6, EXP_5).fma(r, EXP_4).fma(r, EXP_3).fma(r, EXP_2).fma(r, ONE).fma(r, ONE);
        return floats(bits(p).add(bits(shifted).lanewise(LSHL, 23)));
    }

    /// `σ(x) = 1/(1 + e⁻ˣ)`
    @Inlined
    public static FloatVector sigmoid(FloatVector x) {
        return ONE.div(exp(x.neg()).add(ONE));
    }

    /// `x·σ(x)`
    @Inlined
    public static FloatVector silu(FloatVector x) {
        return silu(x, exp(x.neg()));
    }

    /// `x·σ(x)`, given `e = e⁻ˣ`.
    @Inlined
    public static FloatVector silu(FloatVector x, FloatVector e) {
        return x.div(e.add(ONE));
    }

    /// `tanh |x| = (1 − e^(−2|x|))/(1 + e^(−2|x|))` away from 0, an odd polynomial (error 3·10⁻⁹) near it.
    @Inlined
    public static FloatVector tanh(FloatVector x) {
        FloatVector a = x.lanewise(ABS);
        FloatVector e = expBelow(a.add(a).neg());
        FloatVector far = ONE.sub(e).div(e.add(ONE));
        FloatVector q = x.mul(x);
        FloatVector p = q.fma(TANH_9, TANH_7).fma(q, TANH_5).fma(q, TANH_3).fma(q, TANH_1);
        FloatVector near = p.mul(q).fma(a, a);
        FloatVector value = far.blend(near, a.compare(LE, TANH_NEAR));
        return value.blend(value.neg(), x.compare(LT, ZERO));
    }

    /// `e^(−x²/2)`
    @Inlined
    public static FloatVector bell(FloatVector x) {
        return expBelow(x.mul(x).mul(MINUS_HALF));
    }

    /// The normal distribution `Φ(x)`, given `bell = e^(−x²/2)`.
    ///
    /// `Φ(−a) = bell · t·P(t)` with `t = 1/(1 + 0.21·a)`, `a ≥ 0`: a polynomial of degree 8 fitted to the quotient with
    /// least relative error (1.2·10⁻⁸) over `0 ≤ a ≤ 13.2`, where `Φ` leaves the range of floats.
    @Inlined
    public static FloatVector normal(FloatVector x, FloatVector bell) {
        FloatVector t = ONE.div(x.lanewise(ABS).fma(NORMAL, ONE));
        FloatVector p = t.fma(NORMAL_9, NORMAL_8).fma(t, NORMAL_7).fma(t, NORMAL_6).fma(t, NORMAL_5);
        FloatVector tail = p.fma(t, NORMAL_4).fma(t, NORMAL_3).fma(t, NORMAL_2).fma(t, NORMAL_1).mul(t).mul(bell);
        return tail.blend(ONE.sub(tail), x.compare(GT, ZERO));
    }

    /// `x·Φ(x)`
    @Inlined
    public static FloatVector gelu(FloatVector x) {
        return x.mul(normal(x, bell(x)));
    }

    /// `x·σ(2u)` with the inner term `u` of [t2l.tensor.kernel.Unary#GELU_TANH], for `½(1 + tanh u) = σ(2u)`.
    @Inlined
    public static FloatVector geluTanh(FloatVector x) {
        return x.mul(sigmoid(x.mul(x).fma(CUBIC, LINEAR).mul(x)));
    }

    /// `s + x·s·(1 − s)` with `s = σ(x)`, the difference as `e⁻ˣ·s`.
    @Inlined
    public static FloatVector siluSlope(FloatVector x) {
        return siluSlope(x, exp(x.neg()));
    }

    /// [#siluSlope], given `e = e⁻ˣ`.
    @Inlined
    public static FloatVector siluSlope(FloatVector x, FloatVector e) {
        FloatVector s = ONE.div(e.add(ONE));
        return e.mul(s).mul(x).fma(s, s);
    }

    /// `Φ(x) + x·e^(−x²/2)/√(2π)`
    @Inlined
    public static FloatVector geluSlope(FloatVector x) {
        FloatVector bell = bell(x);
        return x.mul(bell).fma(DENSITY, normal(x, bell));
    }

    /// `s + x·s·(1 − s)·2u′` with `s = σ(2u)`.
    @Inlined
    public static FloatVector geluTanhSlope(FloatVector x) {
        FloatVector q = x.mul(x);
        FloatVector e = exp(q.fma(CUBIC, LINEAR).mul(x).neg());
        FloatVector s = ONE.div(e.add(ONE));
        return e.mul(s).mul(s).mul(x).fma(q.fma(CUBIC_SLOPE, LINEAR), s);
    }

    /// `4e^(−2|x|) / (1 + e^(−2|x|))²`
    @Inlined
    public static FloatVector tanhSlope(FloatVector x) {
        return FOUR.mul(sigmoidSlope(x.mul(TWO)));
    }

    /// `e^(−|x|) / (1 + e^(−|x|))²`, without the cancellation of `s·(1 − s)`.
    @Inlined
    public static FloatVector sigmoidSlope(FloatVector x) {
        FloatVector e = expBelow(x.lanewise(ABS).neg());
        FloatVector q = e.add(ONE);
        return e.div(q.mul(q));
    }

    /// `max(x, 0)`
    @Inlined
    static FloatVector relu(FloatVector x) {
        return x.blend(ZERO, x.compare(LT, ZERO));
    }

    /// `1` where `x > 0`, and `0` elsewhere.
    @Inlined
    static FloatVector reluSlope(FloatVector x) {
        return ZERO.blend(ONE, x.compare(GT, ZERO));
    }
}
