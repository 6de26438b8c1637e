package t2l.autograd;

import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Dropout;

/// `y = keep ? x / (1 − p) : 0` (Srivastava et al. 2014). The mask is not stored: it is a function of the noise key
/// `i32[2]`, the salt and the position ([t2l.tensor.kernel.Noise]), and is computed again for `dx`.
record DropoutOp(double p, Tensor key, int salt, Var x) implements UnaryOp {
    @Override
    public void forward(Kernels k, Tensor y) {
        k.run(new Dropout(p, key, salt, false, x.value(), y));
    }

    @Override
    public void backward(Kernels k, Tensor y, Tensor dy, Tensor dx) {
        k.run(new Dropout(p, key, salt, true, dy, dx));
    }
}
