package t2l.transformer;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.*;

/// A norm of queries or keys: `[N,c] → [N,c]`, over every `width` of the `c` numbers.
///
/// @param width `D` for a norm of each head, `c` for one of all heads together
public record HeadNorm(DecoderNorm norm, int width) {
    /// The norm `name` of the family, if it has one.
    ///
    /// @param heads the number of heads, `c/D`
    static Optional<HeadNorm> of(Weights at, String name, int heads, int headWidth, DecoderConfig c) {
        int width = switch (c.qkNorm()) {
            case NONE -> 0;
            case EACH, ROTATED -> headWidth;
            case TOGETHER -> heads * headWidth;
        };
        return width == 0 ? Optional.empty() : Optional.of(new HeadNorm(DecoderNorm.of(at.at(name), width, c), width));
    }

    /// A norm of each head without a weight (Gemma 4).
    static HeadNorm plain(int width, double eps) {
        Tensor ones = Tensor.allocate(Arena.ofAuto(), DType.F32, width);
        for (int i = 0; i < width; i++) {
            ones.set(i, 1);
        }
        return new HeadNorm(new DecoderNorm.RootMeanSquare(new Weight.Frozen(ones), 0, eps), width);
    }

    /// `x[N,c] → [N,c]`
    public Var forward(Var x) {
        int n = x.value().dim(0);
        int c = x.value().dim(1);
        return norm.forward(x.reshape(n * c / width, width)).reshape(n, c);
    }
}
