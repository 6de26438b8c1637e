package t2l.autograd;

import java.util.List;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;

/// A differentiable operation: what it reads, how it computes, how gradients flow back. One record, one file; the
/// components are what the backward pass remembers. The constructor checks shapes and throws
/// [IllegalArgumentException].
///
/// An operation touches numbers through kernels only. It never reads one itself, so that a recorded pass
/// ([t2l.tensor.backend.Recording]) can run again on new contents of the same tensors.
public sealed interface Op
        permits AddOp, AddRowOp, AffineOp, AttentionOp, ConcatOp, DeltaL1Op, DotOp, DropoutOp, GateOp, GatherOp, L1Op,
        LayerNormOp,
        LinearCrossEntropyOp, LoraLinearOp, MatMulOp, MeanSquareOp, MulOp, OffsetOp, PerturbOp, PointwiseOp,
        RecomputeOp, RmsNormOp, RopeOp,
        ScaleOp, SoftmaxOp {
    /// The values it reads that may want a gradient.
    List<Var> inputs();

    /// Whether a gradient flows to the result.
    default boolean wanted() {
        return inputs().stream().anyMatch(Var::wanted);
    }

    /// Computes the result into memory from `ws`.
    Out forward(Kernels k, Workspace ws);

    /// Adds `(∂y/∂input)ᵀ · dy` to the gradient of every input that `g` wants.
    void backward(Kernels k, Workspace ws, Out out, Tensor dy, Grads g);

    /// The result `y`, and what else the backward pass should not have to compute again.
    record Out(Tensor y, List<Tensor> saved) {
        Out(Tensor y, Tensor... saved) {
            this(y, List.of(saved));
        }
    }

    /// Where gradients are collected.
    interface Grads {
        /// Whether the gradient of `v` is asked for.
        boolean wants(Var v);

        /// The tensor that collects the gradient of `v`; accumulate into it. If `v` is not wanted it is scratch memory
        /// until the operation is done, for kernels that compute several gradients in one sweep.
        Tensor of(Var v);
    }
}
