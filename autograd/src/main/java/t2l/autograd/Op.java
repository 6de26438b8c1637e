package t2l.autograd;

import java.util.List;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;

/// A differentiable operation: its inputs, its forward and its backward pass. One record, one file; the components are what
/// the backward pass needs. Shapes are checked by the kernels, or by the constructor of an operation that runs several;
/// both throw [IllegalArgumentException].
///
/// An operation accesses numbers only through kernels, so that a recorded pass ([t2l.tensor.backend.Recording]) can run
/// again on new contents of the same tensors.
sealed interface Op
        permits AddOp, AddRowOp, AffineOp, AttentionOp, ConcatOp, DeltaL1Op, ExpertsOp, GateOp, GatherOp, LayerNormOp,
        LinearCrossEntropyOp, LoraEachOp, LoraLinearOp, MatMulOp, MulOp, PagedAttentionOp, RecomputeOp, RmsNormOp,
        RouteOp, UnaryOp {
    /// The values it reads that may need a gradient.
    List<Var> inputs();

    /// Whether a gradient flows to the result.
    default boolean wanted() {
        return inputs().stream().anyMatch(Var::wanted);
    }

    /// Computes the result into memory from `ws`.
    Out forward(Kernels k, Workspace ws);

    /// Adds `(∂y/∂input)ᵀ · dy` to the gradient of every input that needs one.
    void backward(Kernels k, Out out, Tensor dy, Gradients g);

    /// The result `y`, and other tensors that the backward pass needs.
    record Out(Tensor y, List<Tensor> saved) {
        Out(Tensor y, Tensor... saved) {
            this(y, List.of(saved));
        }
    }
}
