package t2l.autograd;

import java.util.List;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Norms.RmsNorm;
import t2l.tensor.kernel.Norms.RmsNormGradAdd;
import t2l.tensor.kernel.Norms.RmsNormWeightGradAdd;

/// `y[n,c] = x / √(mean x² + eps) ⊙ w[c]` (Zhang & Sennrich 2019); for the gradients see
/// [t2l.tensor.kernel.Norms.RmsNormGradAdd].
record RmsNormOp(Var x, Var w, double eps) implements Op {
    @Override
    public List<Var> inputs() {
        return List.of(x, w);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor y = ws.take(x.value().dtype(), x.value().dims());
        Tensor rstd = ws.take(x.value().dtype(), x.value().dim(0));
        k.run(new RmsNorm(x.value(), w.value(), eps, y, rstd));
        return new Out(y, rstd);
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        Tensor rstd = out.saved().get(0);
        if (x.wanted()) {
            k.run(new RmsNormGradAdd(x.value(), w.value(), rstd, dy, g.of(x)));
        }
        if (w.wanted()) {
            k.run(new RmsNormWeightGradAdd(x.value(), rstd, dy, g.of(w)));
        }
    }
}
