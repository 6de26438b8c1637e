package t2l.autograd;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;

/// `y = f(x)`, of which only the result is kept: the values inside are computed again in the backward pass (Chen et al.
/// 2016, "Training Deep Nets with Sublinear Memory Cost").
///
/// `f` first runs in a pass that releases its values, then in one that records and walks back at once. Both run the same
/// kernels on the same numbers, noise included, so the gradients are the same bits as without recomputing. `f` may use
/// parameters and values of the outer pass.
///
/// @param pass   the pass of `y`
/// @param salt   where the noise of `f` begins
/// @param result of the first run; it tells whether anything inside needs a gradient
record RecomputeOp(Pass pass, Var x, UnaryOperator<Var> f, int salt, Var result) implements Op {
    /// Runs `f` for the first time, on behalf of `pass`.
    static RecomputeOp of(Pass pass, Var x, UnaryOperator<Var> f) {
        int salt = pass.salts().get();
        try (Pass first = pass.inside(false, pass.salts())) {
            Var result = first.leave(f.apply(new Var(first, x.value(), x.wanted())));
            return new RecomputeOp(pass, x, f, salt, result);
        }
    }

    @Override
    public List<Var> inputs() {
        return List.of(x);
    }

    @Override
    public boolean wanted() {
        return result.wanted();
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        return new Out(result.value());
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        try (Pass second = pass.inside(true, new AtomicInteger(salt))) {
            Var in = x.wanted() ? second.leaf(x.value(), g.of(x)) : second.constant(x.value());
            second.backward(f.apply(in), dy);
        }
    }
}
