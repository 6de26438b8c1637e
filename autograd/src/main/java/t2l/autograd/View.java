package t2l.autograd;

import java.util.function.UnaryOperator;
import t2l.tensor.Tensor;

/// A view of the numbers of `x`: `narrow`, `reshape`, `t`. It has no gradient of its own: its gradient is the same view of
/// the gradient of `x`, so it needs no backward pass.
record View(Var x, UnaryOperator<Tensor> look) {}
