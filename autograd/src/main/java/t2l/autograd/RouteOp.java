package t2l.autograd;

import java.util.List;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Routing.TopExperts;

/// Which rows go to which experts, by their scores `[n,E]`: the tensors of [Routes] one after the other, `i32[3·n·K + E]`.
/// A choice has no gradient; what is done with the scores chosen has one.
///
/// @param most `K`
record RouteOp(Var scores, int most) implements Op {
    @Override
    public List<Var> inputs() {
        return List.of(scores);
    }

    @Override
    public boolean wanted() {
        return false;
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor s = scores.value();
        Tensor y = ws.take(DType.I32, 3 * s.dim(0) * most + s.dim(1));
        Routes to = routes(y);
        k.run(new TopExperts(s, to.chosen(), to.rows(), to.places(), to.ends()));
        return new Out(y);
    }

    /// The parts of a result.
    Routes routes(Tensor y) {
        int n = scores.value().dim(0) * most;
        return new Routes(y.narrow(0, 0, n), y.narrow(0, n, n), y.narrow(0, 2 * n, n),
                y.narrow(0, 3 * n, scores.value().dim(1)));
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        throw new IllegalStateException("route: choices have no gradient");
    }
}
