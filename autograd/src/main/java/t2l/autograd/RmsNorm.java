package t2l.autograd;

import java.util.List;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;

/// `y[n,c] = x / √(mean x² + eps) ⊙ w[c]` (Zhang & Sennrich 2019); gradients as [Kernels#rmsNormGradAdd].
record RmsNorm(Var x, Var w, double eps) implements Op {
    RmsNorm {
        Shapes.require(x.value().rank() == 2 && Shapes.is(w.value(), x.value().dim(1)), "rmsNorm", "x[n,c] w[c]",
                x.value(), w.value());
    }

    @Override
    public List<Var> inputs() {
        return List.of(x, w);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor y = ws.take(x.value().dtype(), x.value().dims());
        Tensor rstd = ws.take(x.value().dtype(), x.value().dim(0));
        k.rmsNorm(x.value(), w.value(), eps, y, rstd);
        return new Out(y, rstd);
    }

    @Override
    public void backward(Kernels k, Workspace ws, Out out, Tensor dy, Grads g) {
        Tensor rstd = out.saved().get(0);
        if (g.wants(x)) {
            k.rmsNormGradAdd(x.value(), w.value(), rstd, dy, g.of(x));
        }
        if (g.wants(w)) {
            k.rmsNormWeightGradAdd(x.value(), rstd, dy, g.of(w));
        }
    }
}
