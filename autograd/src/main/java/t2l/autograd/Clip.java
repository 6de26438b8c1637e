package t2l.autograd;

import java.lang.foreign.Arena;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Scale;
import t2l.tensor.kernel.Products.Dot;

/// Clips gradients by their global norm, as torch's `clip_grad_norm_` does: scales them by `max/(norm + 1e-6)` if that
/// is below 1.
public final class Clip {
    private final double max;
    private final Tensor squares;

    /// Clips gradients of the layout of `grads` to the norm `max`.
    ///
    /// @param arena holds one number
    public Clip(Arena arena, double max, Parameters grads) {
        this.max = max;
        this.squares = Tensor.allocate(arena, grads.flat().dtype(), 1);
    }

    /// Scales `grads` in place; returns their norm before.
    public double apply(Kernels k, Parameters grads) {
        k.run(new Dot(grads.flat(), grads.flat(), squares));
        double norm = Math.sqrt(squares.get(0));
        double factor = factor(max, norm);
        if (factor < 1) {
            k.run(new Scale(factor, grads.flat(), grads.flat()));
        }
        return norm;
    }

    /// What gradients of this norm are scaled by, if it is below 1.
    static double factor(double max, double norm) {
        return max / (norm + 1e-6);
    }
}
