package t2l.autograd;

import java.util.function.UnaryOperator;
import t2l.tensor.Tensor;

/// The same numbers seen another way: `narrow`, `reshape`, `t`. A view has no gradient of its own: whoever adds to it adds
/// to the same view of the gradient of `x`, so nothing is left to do on the way back.
record View(Var x, UnaryOperator<Tensor> look) {}
