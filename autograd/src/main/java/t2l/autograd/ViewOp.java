package t2l.autograd;

import java.util.List;
import java.util.function.UnaryOperator;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;

/// The same numbers seen another way: `narrow`, `reshape`, `t`. What looks at the value looks at the
/// gradient too, so users of the view write straight into the gradient of `x` and nothing is left to do on the way
/// back.
record ViewOp(Var x, UnaryOperator<Tensor> look) implements Op {
    @Override
    public List<Var> inputs() {
        return List.of(x);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        return new Out(look.apply(x.value()));
    }

    @Override
    public void backward(Kernels k, Workspace ws, Out out, Tensor dy, Grads g) {}
}
