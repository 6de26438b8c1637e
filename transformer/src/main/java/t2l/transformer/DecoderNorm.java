package t2l.transformer;

import t2l.autograd.Init;
import t2l.autograd.Var;
import t2l.autograd.Weight;
import t2l.autograd.Weights;

/// `x / √(mean x² + eps) ⊙ (offset + w)` by row (Zhang & Sennrich 2019): `[n,c] → [n,c]`.
///
/// @param weight `[c]`
/// @param offset 0, or 1 in Gemma, whose checkpoints store offsets from 1
public record DecoderNorm(Weight weight, double offset, double eps) {
    /// Initially, all factors are 1.
    public static DecoderNorm of(Weights at, int width, DecoderConfig c) {
        double offset = c.traits().normOffset();
        return new DecoderNorm(at.weight("weight", new Init.Constant(1 - offset), width), offset, c.eps());
    }

    /// `x[n,c] → [n,c]`
    public Var forward(Var x) {
        Var w = x.pass().use(weight);
        return x.rmsNorm(offset == 0 ? w : w.offset(offset), eps);
    }
}
