package t2l.autograd;

import t2l.tensor.Tensor;

/// Numbers that a module uses: frozen ones with their values, or a place among the trained ones. Modules hold weights
/// and hand them to [Pass#use]; which kind they got decides whether they are trained.
public sealed interface Weight permits Weight.Frozen, Param {
    /// Values that never change and never get a gradient; any element type.
    record Frozen(Tensor value) implements Weight {}
}
