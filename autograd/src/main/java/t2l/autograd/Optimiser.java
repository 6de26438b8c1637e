package t2l.autograd;

import java.util.Map;
import t2l.tensor.Kernels;

/// Moves trained values along their gradients, in place.
public sealed interface Optimiser permits AdamW, Muon {
    /// One step of size `lr` along `grads`; writes `values` and the optimiser's own state.
    void step(Kernels k, double lr, Parameters values, Parameters grads);

    /// What it remembers between steps, by name, for a checkpoint: live tensors, read and written there.
    Map<String, Parameters> state();

    /// Steps done.
    long steps();

    /// Continues after `steps` steps, once [#state] holds what it held then.
    void resume(long steps);
}
