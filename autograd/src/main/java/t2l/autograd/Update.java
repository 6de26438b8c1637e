package t2l.autograd;

import module java.base;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Fill;

/// What becomes of the gradients of a training step: they are summed over its batches, clipped by their norm, and followed by
/// an [Optimiser].
///
/// A step is [#clear]; for each batch, passes that add to [#gradients], then [#add]; then [#norm] and [#apply].
public abstract sealed class Update permits Accumulated, Sharded {
    final Parameters values;
    final Parameters gradients;
    final Optimiser optimiser;

    /// @param arena holds the gradients
    Update(Arena arena, Parameters values, Optimiser optimiser) {
        this.values = values;
        this.gradients = new Parameters(arena, values.flat().dtype(), values.layout());
        this.optimiser = optimiser;
    }

    /// The trained parameters.
    public final Parameters values() {
        return values;
    }

    /// To which the passes of a batch add.
    public final Parameters gradients() {
        return gradients;
    }

    /// Begins a step.
    public void clear(Kernels k) {
        k.run(new Fill(0, gradients.flat()));
    }

    /// Takes what the passes of a batch have added.
    public abstract void add(Kernels k);

    /// Scales the sum over all batches, then clips it; returns its norm before clipping.
    public abstract double norm(Kernels k, double scale);

    /// Moves the values along the sum with the learning rate `lr`.
    public void apply(Kernels k, double lr) {
        optimiser.step(k, lr, values, gradients);
    }

    /// The optimiser's state by name, for checkpoints: to be read, or written before [#resume], until the next step.
    public Map<String, Parameters> state() {
        return optimiser.state();
    }

    /// Continues after `steps` steps; [#state] must hold what it held then.
    public void resume(Kernels k, long steps) {
        optimiser.resume(steps);
    }
}
