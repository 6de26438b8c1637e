package t2l.autograd;

import java.util.List;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;

/// An operation on one value whose backward pass needs only that value and the result. The result has the shape and the
/// element type of `x`, unless an operation says otherwise.
sealed interface UnaryOp extends Op
        permits DotOp, DropoutOp, L1Op, MeanSquareOp, OffsetOp, PerturbOp, PointwiseOp, RopeOp, ScaleOp, SoftmaxOp {
    Var x();

    /// The shape of the result.
    default int[] shape() {
        return x().value().dims();
    }

    /// The element type of the result.
    default DType dtype() {
        return x().value().dtype();
    }

    /// Computes `y`.
    void forward(Kernels k, Tensor y);

    /// Adds `(∂y/∂x)ᵀ · dy` to `dx`.
    void backward(Kernels k, Tensor y, Tensor dy, Tensor dx);

    @Override
    default List<Var> inputs() {
        return List.of(x());
    }

    @Override
    default Out forward(Kernels k, Workspace ws) {
        Tensor y = ws.take(dtype(), shape());
        forward(k, y);
        return new Out(y);
    }

    @Override
    default void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        backward(k, out.y(), dy, g.of(x()));
    }
}
