package t2l.transformer;

import java.util.Optional;
import t2l.autograd.Var;
import t2l.tensor.Tensor;

/// How much of something drops out at random while it is trained (Srivastava et al. 2014), and the noise that decides.
///
/// @param p   the probability
/// @param key `i32[2]`, see [t2l.tensor.kernel.Noise]; nothing outside of training
public record DropoutRate(double p, Optional<Tensor> key) {
    /// Nothing drops out: outside of training.
    public static final DropoutRate NONE = new DropoutRate(0, Optional.empty());

    /// With probability `p`, which may be 0.
    public static DropoutRate of(double p, Tensor key) {
        return new DropoutRate(p, Optional.of(key));
    }

    /// Whether anything drops out.
    public boolean active() {
        return p > 0 && key.isPresent();
    }

    /// What is left of `x`, scaled so that the mean stays; each use draws its own.
    public Var on(Var x) {
        return active() ? x.dropout(p, key.get()) : x;
    }
}
