package t2l.autograd;

import java.util.List;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Dropout;

/// `y = keep ? x / (1 − p) : 0` (Srivastava et al. 2014). The mask is not stored: it is a function of the noise key
/// `i32[2]`, the salt and the position ([t2l.tensor.kernel.Noise]), and is computed again for `dx`.
record DropoutOp(double p, Tensor key, int salt, Var x) implements Op {
    @Override
    public List<Var> inputs() {
        return List.of(x);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor y = ws.take(x.value().dtype(), x.value().dims());
        k.run(new Dropout(p, key, salt, false, x.value(), y));
        return new Out(y);
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        k.run(new Dropout(p, key, salt, true, dy, g.of(x)));
    }
}
