package t2l.autograd;

import java.util.List;
import java.util.function.UnaryOperator;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;

/// A part of the computation of which only the result is kept: what is inside is computed a second time on the way back
/// (Chen et al. 2016, "Training Deep Nets with Sublinear Memory Cost").
///
/// `y = part(x)`. The first time `part` runs in a pass that forgets what it computes, the second time in one that
/// records and is walked back at once. Both run the same kernels on the same numbers, noise included, so the gradients
/// have the bits they would have had. `part` may use parameters, and values of the pass around it.
///
/// @param pass   that it belongs to
/// @param salt   where the noise of `part` begins
/// @param result of the first run; it tells whether anything inside wants a gradient
record RecomputeOp(Pass pass, Var x, UnaryOperator<Var> part, int salt, Var result) implements Op {
    /// Runs `part` for the first time, on behalf of `pass`.
    static RecomputeOp of(Pass pass, Var x, UnaryOperator<Var> part) {
        int salt = pass.salts();
        try (Pass first = pass.inside(false, salt)) {
            Var result = first.leave(part.apply(new Var(first, x.value(), x.wanted())));
            pass.salted(first.salts());
            return new RecomputeOp(pass, x, part, salt, result);
        }
    }

    @Override
    public List<Var> inputs() {
        return List.of(x, result);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        return new Out(result.value());
    }

    @Override
    public void backward(Kernels k, Workspace ws, Out out, Tensor dy, Grads g) {
        try (Pass second = pass.inside(true, salt)) {
            Var in = x.wanted() ? second.leaf(x.value(), g.of(x)) : second.constant(x.value());
            second.backward(part.apply(in), dy);
        }
    }
}
