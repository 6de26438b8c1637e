package t2l.transformer;

import java.util.Optional;
import t2l.autograd.Var;
import t2l.tensor.Tensor;

/// The probability of dropout (Srivastava et al. 2014) and its source of randomness.
///
/// @param p   the probability
/// @param key `i32[2]`, see [t2l.tensor.kernel.Noise]; none outside training
public record DropoutRate(double p, Optional<Tensor> key) {
    /// No dropout, for use outside training.
    public static final DropoutRate NONE = new DropoutRate(0, Optional.empty());

    /// Dropout with probability `p`, which may be 0.
    public static DropoutRate of(double p, Tensor key) {
        return new DropoutRate(p, Optional.of(key));
    }

    /// Whether there is dropout.
    public boolean active() {
        return p > 0 && key.isPresent();
    }

    /// Applies dropout to `x`, scaled to preserve the mean; each use draws separately.
    public Var on(Var x) {
        return active() ? x.dropout(p, key.get()) : x;
    }
}
