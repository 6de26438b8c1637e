package t2l.transformer;

import t2l.autograd.*;

/// A norm of a decoder, by row: `[n,c] → [n,c]`.
public sealed interface DecoderNorm {
    /// `x[n,c] → [n,c]`
    Var forward(Var x);

    /// The norm of the family with the weights below `at`. Initially, all factors are 1.
    static DecoderNorm of(Weights at, int width, DecoderConfig c) {
        return c.layerNorm()
                ? new Centred(Norm.of(at, width, c.eps()))
                : of(at, width, c.normOffset(), c.eps());
    }

    /// A root mean square with the weight below `at`.
    static DecoderNorm of(Weights at, int width, double offset, double eps) {
        return new RootMeanSquare(at.weight("weight", new Init.Constant(1 - offset), width), offset, eps);
    }

    /// `x / √(mean x² + eps) ⊙ (offset + w)` (Zhang & Sennrich 2019).
    ///
    /// @param weight `[c]`
    /// @param offset 0, or 1 in Gemma, whose checkpoints store offsets from 1
    record RootMeanSquare(Weight weight, double offset, double eps) implements DecoderNorm {
        @Override
        public Var forward(Var x) {
            Var w = x.pass().use(weight);
            return x.rmsNorm(offset == 0 ? w : w.offset(offset), eps);
        }
    }

    /// A layer norm (GPT-2).
    record Centred(Norm norm) implements DecoderNorm {
        @Override
        public Var forward(Var x) {
            return norm.forward(x);
        }
    }
}
