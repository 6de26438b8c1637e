package t2l.autograd;

import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Perturb;
import t2l.tensor.kernel.Elementwise.ScaleAdd;

/// `y = x + u`, `u` uniform in `±bound` by the noise of `key i32[2]` and the salt ([t2l.tensor.kernel.Noise]); `dx += dy`.
record PerturbOp(double bound, Tensor key, int salt, Var x) implements UnaryOp {
    @Override
    public void forward(Kernels k, Tensor y) {
        k.run(new Perturb(bound, key, salt, x.value(), y));
    }

    @Override
    public void backward(Kernels k, Tensor y, Tensor dy, Tensor dx) {
        k.run(new ScaleAdd(1, dy, dx));
    }
}
