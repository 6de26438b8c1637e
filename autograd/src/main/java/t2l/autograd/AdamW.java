package t2l.autograd;

import java.lang.foreign.Arena;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.AdamWStep;

/// Adam with decoupled weight decay (Loshchilov & Hutter 2019) and torch's bias correction. Updates the whole block in
/// place.
public final class AdamW extends Optimiser {
    /// The constants of the update.
    ///
    /// @param decay the same for every parameter
    public record AdamSettings(double beta1, double beta2, double eps, double decay) {}

    private final AdamSettings settings;

    /// Moments start at zero, in memory of `arena`.
    public AdamW(Arena arena, Parameters like, AdamSettings settings) {
        super(arena, like.flat().dtype(), like.layout(), like.layout());
        this.settings = settings;
    }

    @Override
    void step(Kernels k, double lr, Parameters values, Parameters grads, long t) {
        k.run(new AdamWStep(values.flat(), grads.flat(), m.flat(), v.flat(), lr, settings.beta1(), settings.beta2(),
                settings.eps(), settings.decay(), t));
    }
}
