package t2l.autograd;

import java.util.List;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Norms.LayerNorm;
import t2l.tensor.kernel.Norms.LayerNormGradAdd;
import t2l.tensor.kernel.Norms.LayerNormWeightGradAdd;

/// `y[n,c] = (x − mean) / √(var + eps) ⊙ w[c] + b[c]`, biased variance (Ba et al. 2016); for the
/// gradients see [t2l.tensor.kernel.Norms.LayerNormGradAdd].
record LayerNormOp(Var x, Var w, Var b, double eps) implements Op {
    @Override
    public List<Var> inputs() {
        return List.of(x, w, b);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor y = ws.take(x.value().dtype(), x.value().dims());
        Tensor mean = ws.take(x.value().dtype(), x.value().dim(0));
        Tensor rstd = ws.take(x.value().dtype(), x.value().dim(0));
        k.run(new LayerNorm(x.value(), w.value(), b.value(), eps, y, mean, rstd));
        return new Out(y, mean, rstd);
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        Tensor mean = out.saved().get(0);
        Tensor rstd = out.saved().get(1);
        if (x.wanted()) {
            k.run(new LayerNormGradAdd(x.value(), w.value(), mean, rstd, dy, g.of(x)));
        }
        if (w.wanted() || b.wanted()) {
            k.run(new LayerNormWeightGradAdd(x.value(), mean, rstd, dy, g.of(w), g.of(b)));
        }
    }
}
