package t2l.hypernet.train;

import t2l.autograd.Layout;
import t2l.autograd.Pass;
import t2l.autograd.Var;

/// What is trained, and the loss that trains it.
public sealed interface Objective<I extends Input> permits Tuning, Pretraining, Reconstruction {
    /// Everything that is trained.
    Layout layout();

    /// The losses of a batch.
    Loss loss(Pass pass, I batch);

    /// What a batch costs.
    ///
    /// @param total what is minimised, `[1]`
    /// @param task  what is told of it, `[1]`: the part that is cross entropy, or the distance in an adapter's own units
    record Loss(Var total, Var task) {}
}
