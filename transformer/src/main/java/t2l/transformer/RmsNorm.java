package t2l.transformer;

import t2l.autograd.Init;
import t2l.autograd.Var;
import t2l.autograd.Weight;
import t2l.autograd.Weights;

/// `x / √(mean x² + eps) ⊙ w` by row (Zhang & Sennrich 2019): `[n,C] → [n,C]`.
///
/// @param weight `[C]`
public record RmsNorm(Weight weight, double eps) {
    public static RmsNorm of(Weights at, int width, double eps) {
        return new RmsNorm(at.weight("weight", Init.ONES, width), eps);
    }

    /// `x[n,C] → [n,C]`
    public Var forward(Var x) {
        return x.rmsNorm(x.pass().use(weight), eps);
    }
}
