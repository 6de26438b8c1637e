package t2l.autograd;

import java.util.ArrayList;
import java.util.List;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Routing.ExpertMatMul;
import t2l.tensor.kernel.Routing.ExpertWeightGradAdd;

/// A projection of each row by its expert: `y[n,out] = x[n,in] · w[e]ᵀ`, with the rows in the order of the experts.
///
/// `dx += dy·w[e]`, `dw[e] += dyᵀ·x` over the rows of `e`.
///
/// @param ends `i32[E]`, where the rows of each expert end
/// @param w    `E` matrices `[out,in]`
record ExpertsOp(Var x, Tensor ends, List<Var> w) implements Op {
    ExpertsOp {
        w = List.copyOf(w);
    }

    @Override
    public List<Var> inputs() {
        List<Var> inputs = new ArrayList<>(w);
        inputs.add(x);
        return inputs;
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor y = ws.take(x.value().dtype(), x.value().dim(0), w.getFirst().value().dim(0));
        k.run(new ExpertMatMul(x.value(), ends, w.stream().map(e -> e.value().t()).toList(), false, y));
        return new Out(y);
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        if (x.wanted()) {
            k.run(new ExpertMatMul(dy, ends, w.stream().map(Var::value).toList(), true, g.of(x)));
        }
        if (w.stream().anyMatch(Var::wanted)) {
            k.run(new ExpertWeightGradAdd(x.value(), ends, dy, w.stream().map(g::of).toList()));
        }
    }
}
