package t2l.transformer;

import java.util.Optional;
import t2l.autograd.Var;
import t2l.autograd.Weights;

/// A norm of queries or keys: `[N,c] → [N,c]`, over every `width` of the `c` numbers.
///
/// @param width `D` for a norm of each head, `c` for one of all heads together
public record HeadNorm(DecoderNorm norm, int width) {
    /// The norm `name` of the family, if it has one.
    ///
    /// @param heads the number of heads, `c/D`
    static Optional<HeadNorm> of(Weights at, String name, int heads, DecoderConfig c) {
        int width = switch (c.qkNorm()) {
            case NONE -> 0;
            case EACH, ROTATED -> c.headWidth();
            case TOGETHER -> heads * c.headWidth();
        };
        return width == 0 ? Optional.empty() : Optional.of(new HeadNorm(DecoderNorm.of(at.at(name), width, c), width));
    }

    /// `x[N,c] → [N,c]`
    public Var forward(Var x) {
        int n = x.value().dim(0);
        int c = x.value().dim(1);
        return norm.forward(x.reshape(n * c / width, width)).reshape(n, c);
    }
}
