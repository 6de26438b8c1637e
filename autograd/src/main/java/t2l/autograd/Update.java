package t2l.autograd;

import java.util.Map;
import t2l.tensor.backend.Kernels;

/// What becomes of the gradients of a training step: they are summed over its batches, clipped by their norm, and followed by
/// an [Optimiser].
///
/// A step is [#clear]; for each batch, passes that add to [#gradients], then [#add]; then [#norm] and [#apply].
public sealed interface Update permits Accumulated, Sharded {
    /// What is trained.
    Parameters values();

    /// To which the passes of a batch add.
    Parameters gradients();

    /// Begins a step.
    void clear(Kernels k);

    /// Takes what the passes of a batch have added.
    void add(Kernels k);

    /// Scales the sum over all batches, then clips it; returns its norm before clipping.
    double norm(Kernels k, double scale);

    /// Moves the values along the sum with the learning rate `lr`.
    void apply(Kernels k, double lr);

    /// The optimiser's state by name, for checkpoints: to be read, or written before [#resume], until the next step.
    Map<String, Parameters> state();

    /// Continues after `steps` steps; [#state] must hold what it held then.
    void resume(Kernels k, long steps);
}
