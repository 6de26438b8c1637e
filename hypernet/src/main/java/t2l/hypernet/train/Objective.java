package t2l.hypernet.train;

import t2l.autograd.Layout;
import t2l.autograd.Pass;
import t2l.autograd.Var;
import t2l.hypernet.data.Data;

/// A training objective: the parameters and the loss.
public sealed interface Objective<I extends Data.Input> permits Tuning, Pretraining, Reconstruction {
    /// The layout of all parameters.
    Layout layout();

    /// The losses of a batch.
    Loss loss(Pass pass, I batch);

    /// The loss of a batch.
    ///
    /// @param total the minimised value, `[1]`
    /// @param task  the reported value, `[1]`: the cross entropy, or the distance in units of the adapter
    record Loss(Var total, Var task) {}
}
