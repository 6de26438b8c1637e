package t2l.hypernet.train;

import t2l.autograd.Layout;
import t2l.autograd.Pass;
import t2l.autograd.Var;

/// What is trained, and the loss that trains it.
public sealed interface Objective permits HyperSft, LoraSft, Pretraining {
    /// Everything that is trained.
    Layout layout();

    /// The losses of a batch.
    Loss loss(Pass pass, Batch batch);

    /// What a batch costs.
    ///
    /// @param total what is minimised, `[1]`
    /// @param task  the part that is cross entropy, `[1]`
    record Loss(Var total, Var task) {}
}
