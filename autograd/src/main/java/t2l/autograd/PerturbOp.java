package t2l.autograd;

import java.util.List;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Perturb;
import t2l.tensor.kernel.ScaleAdd;

/// `y = x + u`, `u` uniform in `±bound` by the noise of `key i32[2]` and the salt ([t2l.tensor.kernel.Noise]); `dx += dy`.
record PerturbOp(double bound, Tensor key, int salt, Var x) implements Op {
    @Override
    public List<Var> inputs() {
        return List.of(x);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor y = ws.take(x.value().dtype(), x.value().dims());
        k.run(new Perturb(bound, key, salt, x.value(), y));
        return new Out(y);
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        k.run(new ScaleAdd(1, dy, g.of(x)));
    }
}
