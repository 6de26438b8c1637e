package t2l.autograd;

import t2l.tensor.Tensor;

/// A weight of a module: frozen, with its values, or a trained parameter. Modules pass their weights to [Pass#use] and do
/// not know which kind they have.
public sealed interface Weight permits Weight.Frozen, Param {
    /// Values that do not change and get no gradient; of any element type.
    record Frozen(Tensor value) implements Weight {}
}
